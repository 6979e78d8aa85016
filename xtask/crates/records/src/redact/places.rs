//! Folders and addresses in text: which parts of it name them, and what stands for those that nobody else has.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex_lite::Regex;

use super::Private;

/// Folders that are the same on every machine of a kind.
const PUBLIC: [&str; 16] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc",
    "/proc",
    "/sys",
    "/dev",
    "/nix",
    "/System",
    "/Library",
    "/Applications",
    "/opt/homebrew",
    "/path/to",
];

/// Where systems keep what is temporary.
const TEMPORARY: [&str; 6] = ["/tmp", "/var/tmp", "/private/tmp", "/private/var/tmp", "/dev/shm", "/run/user"];

/// Where systems keep the folders of people.
const HOMES: [&str; 2] = ["/home", "/Users"];

/// What ends the names of files, which tell what they are, and not those of folders or machines.
pub(super) const FILES: [&str; 25] = [
    "py", "pyx", "pxd", "pyi", "pyc", "c", "h", "cpp", "hpp", "rs", "so", "dylib", "dll", "exe", "a", "o", "toml",
    "json", "jsonl", "lock", "txt", "md", "java", "jar", "sh",
];

/// What lies in a checkout and nowhere else.
const OURS: &str = "/target/ladder/";

/// What stands for a checkout.
pub(super) const ROOT: &str = "{root}";

/// What stands for folders of which nothing further is told.
const SHORT: [&str; 2] = ["{home}", "{tmp}"];

/// An address with its scheme.
static URL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"[A-Za-z][A-Za-z0-9+.-]*://[^\s'"<>`()\[\]{},;]*"#).expect("a pattern"));

/// The text with placeholders for folders, and for addresses on hosts that are not public.
pub(super) fn replaced(text: &str, private: &Private) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for url in URL.find_iter(text) {
        shown.push_str(&folders(&text[at..url.start()], private));
        shown.push_str(&address(url.as_str(), private));
        at = url.end();
    }
    shown.push_str(&folders(&text[at..], private));
    shown
}

/// An address as it is on a public host, unless it has a name or a question in it, which may be somebody's own.
fn address(url: &str, private: &Private) -> String {
    match (url.strip_prefix("file://"), host(url)) {
        (Some(path), _) => format!("file://{}", folders(path, private)),
        (None, Some(host)) if private.public_hosts.contains(&host) && !url.contains(['@', '?']) => url.to_owned(),
        (None, _) => "{url}".to_owned(),
    }
}

/// The host of an address, in small letters; none where it names none.
fn host(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
    let host = place.split(':').next()?.trim_end_matches('.').to_lowercase();
    (!host.is_empty()).then_some(host)
}

/// How programs name hosts without an address around them: `host='x'`, `resolve 'x'`, `resolve host: x.y`, `x.y:80`.
static BARE: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        r#"(?i)(?:\bhost(?:name)?\s*[=:]|\bresolve(?:\s+host(?:name)?)?:?)\s*['"]([a-z0-9][a-z0-9._-]*)['"]"#,
        r"(?i)(?:\bhost(?:name)?\s*[=:]|\bresolve(?:\s+host(?:name)?)?:?|\bENOTFOUND|\bconnect(?:ing)? to)\s*([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,})\b",
        r"(?i)\b([a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z]{2,}):[0-9]{2,5}\b",
    ]
    .map(|pattern| Regex::new(pattern).expect("a pattern that a test compiles"))
});

/// The hosts of all addresses in a text, and those that it names without one.
pub(super) fn hosts(text: &str) -> HashSet<String> {
    let bare = BARE.iter().flat_map(|pattern| pattern.captures_iter(text)).map(|found| found[1].to_lowercase());
    // A number behind the name of a file is that of a line.
    let bare = bare.filter(|name| !name.rsplit_once('.').is_some_and(|(_, suffix)| FILES.contains(&suffix)));
    URL.find_iter(text).filter_map(|url| host(url.as_str())).chain(bare).collect()
}

/// The host of the address that a text begins with.
pub(super) fn cited(text: &str) -> Option<String> {
    host(URL.find(text).filter(|url| url.start() == 0)?.as_str())
}

/// The folders of checkouts, and the names of people, that the paths of a text tell.
pub(super) fn roots_and_users(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut roots, mut users) = (Vec::new(), Vec::new());
    for (at, _) in text.match_indices('/').filter(|(at, _)| begins_path(&text[..*at])) {
        let path = token(&text[at..]);
        roots.extend(path.split_once(OURS).map(|(root, _)| root.to_owned()).filter(|root| !root.is_empty()));
        let user = HOMES.iter().find_map(|home| path.strip_prefix(home)?.strip_prefix('/')?.split('/').next());
        users.extend(user.filter(|user| !user.is_empty()).map(str::to_owned));
    }
    (roots, users)
}

fn folders(text: &str, private: &Private) -> String {
    let mut shown = text.to_owned();
    for (folder, placeholder) in &private.folders {
        shown = known(&shown, folder, placeholder);
    }
    unknown(&shown)
}

/// Puts a placeholder for a folder wherever the text names it or something in it.
fn known(text: &str, folder: &str, placeholder: &str) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for (found, _) in text.match_indices(folder) {
        let (before, after) = (&text[..found], &text[found + folder.len()..]);
        let ends = !after.starts_with(|next: char| next.is_alphanumeric() || ['_', '-'].contains(&next));
        if found >= at && ends && begins_path(before) {
            shown.push_str(&text[at..found]);
            shown.push_str(placeholder);
            at = found + folder.len();
            if SHORT.contains(&placeholder) && after.starts_with('/') {
                let rest = token(after);
                shown.push_str(&last(rest));
                at += rest.len();
            }
        }
    }
    shown.push_str(&text[at..]);
    shown
}

/// What is left of the path of a file below a private folder: its last part with the stroke before it, where it says what
/// the file is; a program's name, or one that ends as names of files do. Names of folders are somebody's own.
fn last(path: &str) -> String {
    let mut parts = path.rsplit('/');
    let (name, parent) = (parts.next().unwrap_or_default(), parts.next());
    let is_file = name.rsplit_once('.').is_some_and(|(stem, suffix)| !stem.is_empty() && FILES.contains(&suffix));
    let is_program = parent == Some("bin") && !name.is_empty();
    if is_file || is_program { format!("/{name}") } else { String::new() }
}

/// Puts placeholders for those absolute paths of which nobody has said what they are.
fn unknown(text: &str) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for (found, _) in text.match_indices('/') {
        if found < at || !begins_path(&text[..found]) {
            continue;
        }
        let path = token(&text[found..]);
        shown.push_str(&text[at..found]);
        shown.push_str(&placed(path));
        at = found + path.len();
    }
    shown.push_str(&text[at..]);
    shown
}

/// A path with the private part of its folders replaced.
fn placed(path: &str) -> String {
    let below = |folder: &str| path.strip_prefix(folder).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    if path.starts_with("//") || path == "/" {
        return path.to_owned();
    }
    if let Some((_, rest)) = path.split_once(OURS) {
        return format!("{ROOT}{OURS}{rest}");
    }
    if let Some(rest) = TEMPORARY.iter().find_map(|folder| below(folder)) {
        return format!("{{tmp}}{}", last(rest));
    }
    if let Some(rest) = HOMES.iter().find_map(|folder| below(folder)).filter(|rest| rest.len() > 1) {
        let within = rest[1..].find('/').map_or("", |next| &rest[1 + next..]);
        return format!("{{home}}{}", last(within));
    }
    if let Some(rest) = below("/root") {
        return format!("{{home}}{}", last(rest));
    }
    if PUBLIC.iter().any(|folder| below(folder).is_some()) {
        return path.to_owned();
    }
    format!("{{elsewhere}}{}", last(path))
}

/// An absolute path at the beginning of a text, without the full stop of a sentence.
fn token(text: &str) -> &str {
    let ends = |next: char| next.is_whitespace() || "'\"`,;:()[]{}<>|*?".contains(next);
    text[..text.find(ends).unwrap_or(text.len())].trim_end_matches('.')
}

/// Whether a stroke behind this text begins an absolute path: not within a word or a relative path, but behind an option's
/// letters, such as `-I`.
fn begins_path(before: &str) -> bool {
    let Some(last) = before.chars().next_back() else { return true };
    if !last.is_alphanumeric() {
        return !"_.~}/-)]*?$".contains(last);
    }
    let option = before.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let within = option.strip_suffix('-');
    within.is_some_and(|before| before.is_empty() || before.ends_with([' ', '\'', '"', ',', '=', '\t', '\n']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn private() -> Private {
        let folders = [("/scratch/ann/ladder", "{root}"), ("/scratch/ann", "{home}"), ("/My Files", "{files}")];
        let folders = folders.map(|(folder, placeholder)| (folder.to_owned(), placeholder)).to_vec();
        Private { folders, public_hosts: HashSet::from(["example.org".to_owned()]), ..Private::default() }
    }

    #[test]
    fn folders_of_this_machine_get_placeholders_wherever_they_stand() {
        let known = [
            ("/scratch/ann/ladder/ladder.toml", "{root}/ladder.toml"),
            ("-I/scratch/ann/ladder/x -Wl,-rpath,/scratch/ann/lib -lm", "-I{root}/x -Wl,-rpath,{home} -lm"),
            ("'--prefix=/scratch/ann/py' 'CC=/usr/bin/cc'", "'--prefix={home}' 'CC=/usr/bin/cc'"),
            ("/scratch/ann/secret/x.py:3 and /scratch/ann/secret/bin/tool", "{home}/x.py:3 and {home}/tool"),
            ("/scratch/ann/ladder2/x", "{home}"),
            ("/scratch/anna/x", "{elsewhere}"),
            ("in /My Files/a", "in {files}/a"),
            ("open `/scratch/ann`: no", "open `{home}`: no"),
        ];
        for (text, expected) in known {
            assert_eq!(replaced(text, &private()), expected);
        }
    }

    #[test]
    fn folders_that_nobody_named_are_replaced_unless_every_machine_has_them() {
        let known = [
            ("/home/bob/x/y /root/.cargo/bin/cargo", "{home} {home}/cargo"),
            ("/home/bob/merger-with-acme/run.py, /root/acme/", "{home}/run.py, {home}"),
            ("/Users/eve", "{home}"),
            ("/tmp/a/b.", "{tmp}."),
            ("/var/tmp/acme/x.json", "{tmp}/x.json"),
            ("/var/tmp", "{tmp}"),
            ("/mnt/big/ladder/target/ladder/build/x/y.so", "{root}/target/ladder/build/x/y.so"),
            ("/mnt/secret/tools/bin/python3", "{elsewhere}/python3"),
            ("/srv/clients/acme-corp /srv/ann.lee /srv/x/run.sh", "{elsewhere} {elsewhere} {elsewhere}/run.sh"),
            ("PATH=/mnt/a/bin:/usr/bin:/srv", "PATH={elsewhere}:/usr/bin:{elsewhere}"),
            ("/usr/lib/x /path/to/python3 /opt/homebrew", "/usr/lib/x /path/to/python3 /opt/homebrew"),
        ];
        for (text, expected) in known {
            assert_eq!(replaced(text, &private()), expected);
        }
    }

    #[test]
    fn strokes_that_begin_no_path_stay() {
        for text in ["CPU/wall", "and/or", "~/.pyenv/versions/*/bin", "{root}/data", "1 / 2", "a//b // c", "../up/x"] {
            assert_eq!(replaced(text, &private()), text);
        }
    }

    #[test]
    fn addresses_stay_on_public_hosts_alone() {
        let known = [
            ("see https://example.org/a/b#c.", "see https://example.org/a/b#c."),
            ("see https://example.org/a/b?token=d now", "see {url} now"),
            ("see https://ann:secret@example.org/a now", "see {url} now"),
            ("from https://ann:secret@mirror.corp:8443/simple/x failed", "from {url} failed"),
            ("file:///scratch/ann/x.py", "file://{home}/x.py"),
        ];
        for (text, expected) in known {
            assert_eq!(replaced(text, &private()), expected);
        }
        assert_eq!(cited("https://Blog.example/a, read today"), Some("blog.example".to_owned()));
        assert_eq!(cited("copied from https://blog.example/a"), None);
        assert_eq!(hosts("http://A.example:80/x and ssh://me@b"), HashSet::from(["a.example".into(), "b".into()]));
    }

    #[test]
    fn hosts_are_found_where_programs_name_them_without_an_address() {
        let known = [
            ("HTTPSConnectionPool(host='mirror', port=443): no", "mirror"),
            ("Could not resolve 'apt.corp.example'", "apt.corp.example"),
            ("curl: (6) Could not resolve host: pkg.corp.example", "pkg.corp.example"),
            ("getaddrinfo ENOTFOUND npm.corp.example", "npm.corp.example"),
            ("proxy.corp.example:3128 refused", "proxy.corp.example"),
        ];
        for (text, host) in known {
            assert_eq!(hosts(text), HashSet::from([host.to_owned()]), "{text}");
        }
        for text in ["sums.py:30: error", "kernel.c:12:5", "host: x86_64-unknown-linux-gnu", "at 12:30", "resolve it"] {
            assert_eq!(hosts(text), HashSet::new(), "{text}");
        }
    }

    #[test]
    fn paths_tell_checkouts_and_people() {
        let (roots, users) = roots_and_users("-I/mnt/x/target/ladder/y /home/bob/z a/home/eve /Users/dan");
        assert_eq!((roots, users), (vec!["/mnt/x".to_owned()], vec!["bob".to_owned(), "dan".to_owned()]));
    }
}
