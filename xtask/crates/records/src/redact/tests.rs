use serde_json::Value;

use super::*;

/// A machine of Ann's, and a session on it.
fn private() -> Private {
    let text = |text: &str| text.to_owned();
    Private {
        folders: vec![(text("/scratch/ladder"), "{root}"), (text("/scratch"), "{home}")],
        users: vec![text("ann"), text("rust")],
        hosts: vec![text("Snowdon"), text("snowdon.corp.example")],
        serials: vec![text("VMware-56-4d")],
        public_hosts: HashSet::from([text("example.org")]),
    }
}

fn redactor(private: Private, recording: &str) -> Redactor {
    let mut lessons = Lessons::new(private);
    lessons.learn(recording).expect("JSON");
    lessons.redactor()
}

fn redacted(json: &str) -> String {
    redactor(private(), json).json(json).expect("JSON")
}

#[test]
fn names_are_replaced_in_values_and_keys_and_numbers_keep_their_digits() {
    let json = r#"{"at ann's": 1.50, "b": ["SNOWDON up", 1e5, "on snowdon.corp.example: no"], "c": "Vmware-56-4D."}"#;
    let expected = r#"{"at {user}'s": 1.50, "b": ["{host} up", 1e5, "on {host}: no"], "c": "{serial}."}"#;
    assert_eq!(redacted(json), expected);
}

#[test]
fn a_name_within_a_word_is_none() {
    let json = r#"["Annual", "planned", "ann-build", "ann_build", "joann", "ann1"]"#;
    assert_eq!(redacted(json), r#"["Annual", "planned", "{user}-build", "{user}_build", "joann", "ann1"]"#);
}

#[test]
fn a_person_who_is_called_like_a_rung_does_not_rename_it() {
    let json = r#"{"type":"cell","rung":"rust-native","reason":"/home/rust/x: rust is missing","the ann":1}"#;
    let mut redactor = redactor(private(), json);
    let expected = r#"{"type":"cell","rung":"rust-native","reason":"{home}: rust is missing","the {user}":1}"#;
    assert_eq!(redactor.json(json).expect("JSON"), expected);
    assert_eq!(redactor.ambiguous().collect::<Vec<_>>(), ["rust"]);
}

#[test]
fn the_recording_itself_tells_where_it_was_made_and_whom_it_asked() {
    let json = r#"{"runner":"/mnt/fast/ladder/target/ladder/x /mnt/fast/ladder/kernels/y.py",
        "reason":"https://mirror.corp/simple failed; mirror.corp is down; /home/zoe/a; zoe was told",
        "source":"https://blog.example/a","fix":"see https://blog.example/b"}"#;
    let expected = r#"{"runner":"{root}/target/ladder/x {root}/kernels/y.py",
        "reason":"{url} failed; {host} is down; {home}; {user} was told",
        "source":"https://blog.example/a","fix":"see https://blog.example/b"}"#;
    assert_eq!(redacted(json), expected);
}

#[test]
fn what_is_public_already_stays_as_it_is() {
    let json =
        redacted(r#"{"a":"/scratch/ladder/x on snowdon by ann at 10.1.2.3 for a@b.example from http://mirror/y"}"#);
    assert_eq!(json, r#"{"a":"{root}/x on {host} by {user} at {ip} for {email} from {url}"}"#);
    assert_eq!(redacted(&json), json);
    assert!(serde_json::from_str::<Value>(&json).is_ok());
}

#[test]
fn names_that_every_machine_has_are_no_secret() {
    let private = Private { users: vec!["root".into(), "".into()], hosts: vec!["localhost".into()], ..private() };
    let json = r#"["a square root on localhost"]"#;
    assert_eq!(redactor(private, json).json(json).expect("JSON"), json);
}

#[test]
fn keys_stay_whatever_people_and_hosts_are_called() {
    let private = || Private { users: vec!["runner".into(), "ann".into()], hosts: vec!["build".into()], ..private() };
    let json = r#"{"runner":"/home/runner/x.py by ann","build_s":1.50,"build":["cc on build"],"ready_ns":2}"#;
    let mut redactor = redactor(private(), json);
    let public = redactor.json(json).expect("JSON");
    assert_eq!(public, r#"{"runner":"{home}/x.py by {user}","build_s":1.50,"build":["cc on build"],"ready_ns":2}"#);
    assert_eq!(redactor.ambiguous().collect::<Vec<_>>(), ["build", "runner"]);
    assert_eq!(skeleton(json).expect("JSON"), skeleton(&public).expect("JSON"));
}

#[test]
fn a_skeleton_has_keys_and_numbers_and_no_words() {
    let json = r#"{"a": "x", "by ann": [1.50, "y", {"b_s": null}]}"#;
    assert_eq!(skeleton(json).expect("JSON"), r#"{"a": "", "": [1.50, "", {"b_s": null}]}"#);
    assert_ne!(skeleton(r#"{"a":1}"#).expect("JSON"), skeleton(r#"{"b":1}"#).expect("JSON"));
    assert_ne!(skeleton(r#"{"a":1}"#).expect("JSON"), skeleton(r#"{"a":2}"#).expect("JSON"));
}

#[test]
fn hosts_without_an_address_are_replaced_wherever_they_stand() {
    let json = r#"["Could not resolve 'apt.corp.example'", "HTTPSConnectionPool(host='pypi-mirror', port=443)",
        "proxy.corp.example:3128 refused", "apt.corp.example, pypi-mirror and proxy.corp.example are down"]"#;
    let public = redacted(json);
    for host in ["corp", "pypi"] {
        assert!(!public.contains(host), "{public}");
    }
    assert!(public.contains("{host}, {host} and {host} are down"), "{public}");
}
