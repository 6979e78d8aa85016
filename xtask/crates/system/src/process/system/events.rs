//! Events that Linux counts for a process (`perf_event_open`), by the kernel's own structure: no crate of ours has it.

use std::fs::File;
use std::io::{self, Read as _};
use std::os::fd::FromRawFd as _;

use nix::libc;

/// The first version of `struct perf_event_attr`, which every kernel takes.
#[repr(C)]
#[derive(Debug, Default)]
struct EventAttributes {
    kind: u32,
    size: u32,
    config: u64,
    sample_period: u64,
    sample_type: u64,
    read_format: u64,
    flags: u64,
    wakeup_events: u32,
    breakpoint_type: u32,
    breakpoint_address: u64,
}

/// Bits of `read_format`: for how long the event was asked for, and for how long it was counted.
const TOTAL_TIMES: u64 = 0b11;

/// Bits of `flags`: what is started later counts as well; the kernel and what is below it do not.
const INHERIT: u64 = 1 << 1;
const EXCLUDE_KERNEL: u64 = 1 << 5;
const EXCLUDE_HYPERVISOR: u64 = 1 << 6;

/// Has an event counted, by its type and number, in a process and in what it starts from now on.
pub(in crate::process) fn open_event((kind, config): (u32, u64), pid: u32) -> io::Result<File> {
    let attributes = EventAttributes {
        kind,
        size: u32::try_from(size_of::<EventAttributes>()).unwrap_or_default(),
        config,
        read_format: TOTAL_TIMES,
        flags: INHERIT | EXCLUDE_KERNEL | EXCLUDE_HYPERVISOR,
        ..EventAttributes::default()
    };
    let (any_processor, no_group, close_on_exec): (libc::c_int, libc::c_int, libc::c_ulong) = (-1, -1, 8);
    // SAFETY: the structure is the kernel's, says its own size and outlives the call; what comes back is a descriptor of our own.
    #[expect(unsafe_code, reason = "no crate of ours has this call")]
    unsafe {
        let opened = libc::syscall(
            libc::SYS_perf_event_open,
            &raw const attributes,
            pid.cast_signed(),
            any_processor,
            no_group,
            close_on_exec,
        );
        let descriptor = libc::c_int::try_from(opened).unwrap_or(-1);
        if descriptor < 0 { Err(io::Error::last_os_error()) } else { Ok(File::from_raw_fd(descriptor)) }
    }
}

/// What it stands at. Where the processor counts more events than it has room for, it takes turns; the count is then scaled.
pub(in crate::process) fn read_event(mut file: &File) -> Option<u64> {
    let mut bytes = [0; 24];
    file.read_exact(&mut bytes).ok()?;
    let number = |place: usize| Some(u64::from_ne_bytes(bytes[place * 8..][..8].try_into().ok()?));
    let (count, wanted, counted) = (number(0)?, number(1)?, number(2)?);
    match counted {
        0 if wanted > 0 => None,
        _ if counted >= wanted => Some(count),
        _ => u64::try_from(u128::from(count) * u128::from(wanted) / u128::from(counted)).ok(),
    }
}
