//! `report --format svg` and `png`: a chart of one benchmark, or a file for each into a folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::cmd::find_workspace;
use crate::console::{Problem, deliver, exit, file};
use crate::picture::drawn;
use ::report::{BenchmarkCard, Card, PictureForm, PictureKind, picture};
use flags::{Chart, Places, ReportFlags, ReportFormat};

/// Whether a format is that of a picture.
pub(super) fn is_picture(format: ReportFormat) -> bool {
    matches!(format, ReportFormat::Svg | ReportFormat::Png)
}

/// Writes the picture, or the pictures, that are asked for.
pub(super) fn run(places: &Places, card: &Card, flags: &ReportFlags, wrong: Option<&str>) -> Result<ExitCode, Problem> {
    let form = PictureForm { kind: kind(flags.chart), slide: flags.slide, headline: flags.brief };
    match file(flags.output.as_deref()).filter(|path| is_folder(path)) {
        Some(folder) => {
            for benchmark in &card.benchmarks {
                match picture(card, benchmark, form) {
                    Ok(svg) => write(places, flags, &svg, Some(&folder.join(name(benchmark, flags))))?,
                    Err(reason) => eprintln!("note: {}", plain::text(&reason)),
                }
            }
        }
        None => {
            let svg = picture(card, only_one(card)?, form).map_err(Problem::usage)?;
            write(places, flags, &svg, flags.output.as_deref())?;
        }
    }
    Ok(exit(wrong))
}

fn kind(chart: Chart) -> PictureKind {
    match chart {
        Chart::Ladder => PictureKind::Ladder,
        Chart::Effort => PictureKind::Effort,
    }
}

/// A folder that is there, or that the user means by a stroke at the end.
fn is_folder(path: &Path) -> bool {
    path.is_dir() || path.as_os_str().to_string_lossy().ends_with(std::path::MAIN_SEPARATOR)
}

/// What a benchmark's picture is called in a folder of them: `nbody-ladder.svg`.
fn name(benchmark: &BenchmarkCard, flags: &ReportFlags) -> PathBuf {
    let chart = match flags.chart {
        Chart::Ladder => "ladder",
        Chart::Effort => "effort",
    };
    let slide = if flags.slide { "-slide" } else { "" };
    let extension = if flags.format == ReportFormat::Png { "png" } else { "svg" };
    PathBuf::from(format!("{}-{chart}{slide}.{extension}", benchmark.benchmark))
}

/// The benchmark that a picture is of.
fn only_one(card: &Card) -> Result<&BenchmarkCard, Problem> {
    match &card.benchmarks[..] {
        [one] => Ok(one),
        all => {
            let names: Vec<&str> = all.iter().map(|benchmark| benchmark.benchmark.as_str()).collect();
            let text = format!("a picture shows one benchmark, and these are {}: {}", all.len(), names.join(", "));
            Err(Problem::usage_with_hint(text, "name one with --benchmark, or a folder for all with --output DIR/"))
        }
    }
}

fn write(places: &Places, flags: &ReportFlags, svg: &str, output: Option<&Path>) -> Result<(), Problem> {
    let bytes = match flags.format {
        ReportFormat::Png => drawn(&find_workspace(places)?, svg)?,
        _ => svg.as_bytes().to_vec(),
    };
    Ok(deliver(output, &mut |out| out.write_all(&bytes))?)
}
