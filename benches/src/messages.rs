//! Ten thousand messages, planned and sent to a mail server of one's own over TCP, by the workers of the house as they run.

use crate::{Figures, Limit};
use anyhow::{Context as _, Result, ensure};
use butler::config::Common;
use butler::house;
use db::{App, By};
use households::{CODE, Door};
use messaging::{ChannelSettings, Channels, Composers, Letter, Smtp, SmtpSettings};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use uuid::Uuid;
use values::Lang;

const MESSAGES: usize = 10_000;
/// Clients whom they go to.
const CLIENTS: usize = 500;
/// Messages that are queued in one use case.
const AT_ONCE: usize = 100;

pub(crate) async fn measure(figures: &mut Figures) -> Result<()> {
    let data = tempfile::tempdir()?;
    let app = house::open(&Common { data: Some(data.path().to_owned()), ..Common::default() }, None).await?;
    let sink = Sink::open().await?;
    let smtp = Smtp::new(&SmtpSettings { url: format!("smtp://{}", sink.address), from: "Дворецкий <dom@example.org>".to_owned() })?;
    app.put(Channels::new(&ChannelSettings::default(), Some(smtp))?);
    // A letter of usual length; what it is made of is measured elsewhere.
    let mut composers = Composers::default();
    composers.compose(CODE, |_, order| async move {
        let body = format!("Здравствуйте.\n\nЧто: Уборка\nКогда: вторник, 10:00–13:30\n\nВсё о визите: http://127.0.0.1/my/visits/{}", order.about);
        Ok(Some(Letter {
            title: "Визит во вторник".to_owned(), body, lang: Lang::Ru, code: None, thread: None, door: None, encloses: Vec::new()
        }))
    });
    app.put(composers);
    let readers = readers(&app).await?;
    let begun = Instant::now();
    let plan = async {
        for chunk in 0..MESSAGES / AT_ONCE {
            app.write(By::house(), |tx| {
                let readers = &readers;
                async move {
                    for n in 0..AT_ONCE {
                        let reader = readers.get((chunk * AT_ONCE + n) % readers.len()).copied().unwrap_or_default();
                        messaging::queue(&tx, CODE, tx.id::<Uuid>(), reader).await?;
                    }
                    Ok::<_, db::DbError>(())
                }
            })
            .await?;
        }
        Ok::<_, db::DbError>(())
    };
    plan.await?;
    let planned = begun.elapsed();
    let all = async {
        while sink.taken.load(Ordering::Relaxed) < MESSAGES {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // The last answers are kept too.
        while waiting(&app).await? > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, anyhow::Error>(())
    };
    tokio::select! {
        done = tokio::time::timeout(Duration::from_mins(5), all) => done.context("it takes for ever")??,
        () = journal::work(app.clone()) => {}
    }
    let took = begun.elapsed().as_secs_f64();
    let taken = sink.taken.load(Ordering::Relaxed);
    ensure!(taken == MESSAGES, "{taken} mails of {MESSAGES} messages");
    let note = format!("{MESSAGES} to {CLIENTS} clients, queued in {:.1} s; one mail each, by SMTP over TCP", planned.as_secs_f64());
    figures.tell("messages planned and sent", "s", took, Limit::AtMost(60.0), note);
    app.close().await?;
    Ok(())
}

/// How many are not sent yet.
async fn waiting(app: &App) -> Result<usize> {
    let row = db::sql::one(&app.read().await?, "SELECT count(*) AS n FROM messages WHERE state = 'queued'", vec![]).await?.context("a count")?;
    Ok(usize::try_from(row.get::<i64>("n")?)?)
}

async fn readers(app: &App) -> Result<Vec<Uuid>> {
    let mut readers = Vec::with_capacity(CLIENTS);
    for n in 0..CLIENTS {
        let door = Door::parse(&format!("client{n}@example.org")).context("an address")?;
        let door = &door;
        let client = app.write(By::house(), |tx| async move { households::first_welcome(&tx, "Анна", door, Lang::Ru).await }).await?;
        readers.push(client.uuid());
    }
    Ok(readers)
}

/// A mail server that takes everything and keeps nothing but the count.
struct Sink {
    address: String,
    taken: Arc<AtomicUsize>,
}

impl Sink {
    async fn open() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let sink = Self { address: listener.local_addr()?.to_string(), taken: Arc::default() };
        let taken = Arc::clone(&sink.taken);
        #[expect(clippy::disallowed_methods, reason = "the mail server lies outside of the house")]
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&taken)));
            }
        });
        Ok(sink)
    }
}

/// One connection, by RFC 5321 as far as a client of ours goes.
async fn serve(stream: TcpStream, taken: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream);
    lines.write_all(b"220 sink\r\n").await?;
    let (mut line, mut in_mail) = (String::new(), false);
    loop {
        line.clear();
        if lines.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = line.trim_end();
        let answer: &[u8] = if in_mail {
            if word != "." {
                continue;
            }
            in_mail = false;
            taken.fetch_add(1, Ordering::Relaxed);
            b"250 taken\r\n"
        } else if word.eq_ignore_ascii_case("DATA") {
            in_mail = true;
            b"354 go on\r\n"
        } else if word.eq_ignore_ascii_case("QUIT") {
            b"221 bye\r\n"
        } else if word.to_uppercase().starts_with("EHLO") {
            b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        } else {
            b"250 ok\r\n"
        };
        lines.write_all(answer).await?;
    }
}
