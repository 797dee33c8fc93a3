//! The API asked everything that its description allows, and much that it does not: schemathesis against a fresh demo house.
//!
//! No answer may be a failure of ours, none may differ from what the description promises. Asked as the owner, as a
//! cleaner and as a stranger, so that nearly each operation is reached by somebody to whom it is open.
use anyhow::{Context as _, Result, bail};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::shell::{command, read, run, say};
use crate::stamp::Stamp;
use crate::{build, tools, workspace};
use serde_json::Value;

use super::known::{Known, LISTS};

/// The day of the demo: a fixed one, so that the same cases find the same house.
const MOMENT: &str = "2026-03-03T14:40:00+03:00";
/// Cases of each operation that a search may try, for each of those who ask.
const EXAMPLES: &str = "12";
/// How the owner asks, to whom nearly all is open: every bound of every field besides.
const WHOLLY: &str = "examples,coverage,fuzzing";
/// The others only find out what opens to them.
const BRIEFLY: &str = "examples,fuzzing";
const PASSWORD: &str = "demo-house-1703";

pub fn run_all() -> Result<()> {
    let butler = build::beside_stories()?;
    let schemathesis = schemathesis()?;
    declined_alike(&schemathesis)?;
    let data = tempfile::tempdir()?;
    let demo = ["--seed", "1", "--at", MOMENT, "--days", "12", "--clients", "14"];
    run(command(&butler).arg("demo").arg("--data").arg(data.path()).args(demo).stdout(Stdio::null()))?;
    let house = House::open(&butler, data.path())?;
    let (owner, cleaner) = (house.enter("owner")?, house.enter("olga")?);
    let description = data.path().join("openapi.json");
    std::fs::write(&description, house.described(&owner)?.to_string())?;
    let everybody = [("the owner", Some(&owner), WHOLLY), ("a cleaner", Some(&cleaner), BRIEFLY), ("a stranger", None, BRIEFLY)];
    for (who, token, phases) in everybody {
        say(format!("asked as {who}"));
        let mut st = command(&schemathesis);
        // It leaves notes of its own where it runs.
        st.current_dir(data.path());
        st.arg("--config-file").arg(workspace::root().join("xtask/api/schemathesis.toml")).arg("run");
        st.arg(&description).arg("--url").arg(format!("http://{}", house.address)).args(["--max-examples", EXAMPLES, "--phases", phases]);
        if let Some(token) = token {
            st.arg("-H").arg(format!("Authorization: Bearer {token}"));
        }
        run(&mut st).with_context(|| format!("asked as {who}, the API answered otherwise than it says"))?;
    }
    Ok(())
}

/// The names of the lexicon, declined once more by a library of the same environment.
fn declined_alike(schemathesis: &Path) -> Result<()> {
    let root = workspace::root();
    let files = ["xtask/api/names.py", "lib/lexicon/src/names.tsv", "xtask/api/names-otherwise.tsv"].map(|file| root.join(file));
    run(command(schemathesis.with_file_name("python")).args(files)).context("a name is declined otherwise than is written down")
}

/// The tool, in an environment of its own that is made when the pinned list changes.
pub fn schemathesis() -> Result<PathBuf> {
    let root = workspace::root();
    let (list, folder) = (root.join("xtask/api/requirements.txt"), root.join("target/xtask/schemathesis"));
    let program = folder.join("bin/schemathesis");
    let stamp = Stamp::of("schemathesis.stamp", std::slice::from_ref(&list), &[])?;
    if !(stamp.fresh() && program.is_file()) {
        let python = tools::python()?;
        run(command(python).args(["-m", "venv", "--clear"]).arg(&folder))?;
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--only-binary", ":all:", "-r"];
        run(command(folder.join("bin/python")).args(pip).arg(&list)).context("schemathesis could not be installed; it comes from the Python package index")?;
        stamp.set()?;
    }
    Ok(program)
}

/// A demo house, open until the end of the part.
struct House {
    process: Child,
    address: String,
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl House {
    fn open(butler: &Path, data: &Path) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let mut serve = Command::new(butler);
        serve.arg("serve").arg("--data").arg(data).args(["--listen", &address, "--clock", MOMENT, "--log", "error"]);
        let house = Self { process: serve.spawn().context("the house did not open")?, address };
        for _ in 0..300 {
            if house.ask("GET", "/readyz", "").is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok(house);
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        bail!("the house did not open at {}", house.address)
    }

    /// A token of one of the staff.
    fn enter(&self, login: &str) -> Result<String> {
        let body = format!(r#"{{"login":"{login}","password":"{PASSWORD}"}}"#);
        let answer = self.ask("POST", "/api/v1/sessions", &body)?;
        let token = answer.split(r#""token":""#).nth(1).and_then(|rest| rest.split('"').next());
        token.map(str::to_owned).with_context(|| format!("{login} did not come in: {answer}"))
    }

    /// What the house says of its API, with the ids of what it has: of its lists, and of a few things that are made for it.
    fn described(&self, token: &str) -> Result<Value> {
        let document = self.json(token, "GET", "/api/openapi.json", "")?;
        let mut known = Known::default();
        for (word, list) in LISTS {
            if let Ok(answer) = self.json(token, "GET", list, "") {
                known.learn(word, &answer);
            }
        }
        // As the description's own examples say; what this house refuses is left out.
        let mut make = |word: &str, path: &str| {
            let template = path.replace("VISIT", "{id}");
            let at = format!("/paths/{}/post/requestBody/content/application~1json/example", template.replace('/', "~1"));
            let body = document.pointer(&at).cloned().unwrap_or(Value::Null);
            let paths: Vec<String> =
                if path.contains("VISIT") { known.all("visits").iter().map(|id| path.replace("VISIT", id)).collect() } else { vec![path.to_owned()] };
            for path in paths {
                if let Ok(made) = self.json(token, "POST", &path, &body.to_string()) {
                    known.learn(word, &made);
                }
            }
        };
        make("quotes", "/api/v1/quotes");
        make("changes", "/api/v1/visits/VISIT/changes");
        if let Some(quote) = known.first("quotes").map(str::to_owned)
            && let Ok(times) = self.json(token, "GET", &format!("/api/v1/slots?quote={quote}"), "")
        {
            let hold = serde_json::json!({ "quote": quote, "start": times.pointer("/slots/0/start") });
            known.learn("holds", &self.json(token, "POST", "/api/v1/holds", &hold.to_string())?);
        }
        Ok(known.named_in(document))
    }

    /// One request as somebody; what is refused is an error.
    fn json(&self, token: &str, method: &str, path: &str, body: &str) -> Result<Value> {
        let answer = self.ask_as(token, method, path, body)?;
        let (head, body) = answer.split_once("\r\n\r\n").context("an answer without an end of its head")?;
        if !head.starts_with("HTTP/1.1 2") {
            bail!("{method} {path}: {}", head.lines().next().unwrap_or_default());
        }
        serde_json::from_str(body).with_context(|| format!("{method} {path}"))
    }

    fn ask(&self, method: &str, path: &str, body: &str) -> Result<String> {
        self.ask_as("", method, path, body)
    }

    /// One request on a connection of its own: the whole answer.
    fn ask_as(&self, token: &str, method: &str, path: &str, body: &str) -> Result<String> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        let key = format!("workshop-{method}-{}-{}", path.len(), body.len());
        let bearer = if token.is_empty() { String::new() } else { format!("authorization: Bearer {token}\r\n") };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n{bearer}content-type: application/json\r\nidempotency-key: {key}-0123456789\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    }
}

/// Says where it is, before half an hour has been spent.
pub fn provide() -> Result<()> {
    let version = read(command(tools::python()?).arg("--version"))?;
    say(format!("the API is asked by schemathesis on {}", version.trim()));
    Ok(())
}
