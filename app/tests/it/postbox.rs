//! A mailbox of the tests: a private dovecot with its own folder and port, gone with the story. Mail is delivered as a mail server does:
//! written aside and renamed.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub(crate) struct Dovecot {
    child: Child,
    folder: tempfile::TempDir,
    port: u16,
    count: AtomicU32,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // The master ends its helpers when it is asked to, not when it is killed.
        let _asked = Command::new("kill").arg(self.child.id().to_string()).status();
        let _reaped = self.child.wait();
    }
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout.starts_with(b"0\n"))
}

fn program() -> PathBuf {
    let known = ["/usr/sbin/dovecot", "/usr/local/sbin/dovecot", "/opt/homebrew/sbin/dovecot"];
    known.iter().map(PathBuf::from).find(|path| path.is_file()).expect("no dovecot: `cargo xtask test` installs it, or apt-get install dovecot-imapd")
}

fn settings(folder: &Path, port: u16) -> String {
    let at = folder.display();
    let me = Command::new("id").arg("-un").output().map(|said| String::from_utf8_lossy(&said.stdout).trim().to_owned()).unwrap();
    let (user, inner) =
        if is_root() { ("nobody".to_owned(), String::new()) } else { (me.clone(), format!("default_internal_user = {me}\ndefault_login_user = {me}\n")) };
    format!(
        "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {at}/run\nstate_dir = {at}/run\nlog_path = {at}/log\nssl = no\ndisable_plaintext_auth = no\n{inner}\
         mail_location = maildir:{at}/mail\nmailbox_list_index = no\nfirst_valid_uid = 0\nmail_max_userip_connections = 100\n\
         passdb {{\n driver = static\n args = password=secret\n}}\nuserdb {{\n driver = static\n args = uid={user} gid=nogroup home={at}/mail\n}}\n\
         service imap-login {{\n chroot =\n inet_listener imap {{\n  port = {port}\n }}\n inet_listener imaps {{\n  port = 0\n }}\n}}\nservice anvil {{\n chroot =\n}}\nservice stats {{\n chroot =\n}}\n"
    )
}

impl Dovecot {
    pub(crate) async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        for name in ["mail/new", "mail/cur", "mail/tmp", "run"] {
            std::fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let conf = folder.path().join("dovecot.conf");
        std::fs::write(&conf, settings(folder.path(), port)).unwrap();
        if is_root() {
            let open = Command::new("chmod").args(["-R", "go+rX"]).arg(folder.path()).status().unwrap();
            let own = Command::new("chown").args(["-R", "nobody"]).arg(folder.path().join("mail")).status().unwrap();
            assert!(open.success() && own.success());
        }
        let child = Command::new(program()).arg("-F").arg("-c").arg(&conf).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let dovecot = Self { child, folder, port, count: AtomicU32::new(0) };
        for _ in 0..100 {
            if tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return dovecot;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("dovecot did not open: {}", std::fs::read_to_string(dovecot.folder.path().join("log")).unwrap_or_default());
    }

    pub(crate) fn address(&self) -> String {
        format!("imap://dom:secret@127.0.0.1:{}/INBOX", self.port)
    }

    pub(crate) fn postbox(&self) -> messaging::Postbox {
        messaging::Postbox::parse(&self.address()).unwrap()
    }

    /// Delivers a mail.
    pub(crate) fn takes(&self, mail: &str) {
        let n = self.count.fetch_add(1, Ordering::Relaxed);
        // Names sort as they were delivered: dovecot numbers them so.
        let name = format!("{:010}.M{n}.story", 1_700_000_000 + n);
        let aside = self.folder.path().join("mail/tmp").join(&name);
        std::fs::write(&aside, mail.replace("\r\n", "\n").replace('\n', "\r\n")).unwrap();
        std::fs::rename(aside, self.folder.path().join("mail/new").join(name)).unwrap();
    }

    /// All that lies there came a month ago.
    #[expect(clippy::disallowed_methods, reason = "a mail server has the clock of its machine")]
    pub(crate) fn ages(&self) {
        let then = std::time::SystemTime::now() - Duration::from_hours(720);
        for folder in ["mail/new", "mail/cur"] {
            for entry in std::fs::read_dir(self.folder.path().join(folder)).unwrap().flatten() {
                std::fs::File::options().append(true).open(entry.path()).unwrap().set_modified(then).unwrap();
            }
        }
    }

    /// The mailbox is counted anew, as after a server was put back from a copy.
    pub(crate) fn counts_anew(&self) {
        for entry in std::fs::read_dir(self.folder.path().join("mail")).unwrap().flatten() {
            if entry.file_name().to_string_lossy().starts_with("dovecot") {
                let path = entry.path();
                if path.is_file() {
                    std::fs::remove_file(path).unwrap();
                }
            }
        }
        std::fs::write(self.folder.path().join("mail/dovecot-uidlist"), "3 V4242 N1 G0000000000000000000000000000\n").unwrap();
        let _owned = Command::new("chown").args(["-R", "nobody"]).arg(self.folder.path().join("mail")).status();
    }
}
