//! Serving: the pages, and the workers behind them.

use crate::config::Common;
use crate::house;
use crate::metrics::Metrics;
use crate::staff::owner_link;
use anyhow::{Context as _, Result};
use db::App;
use metrics_exporter_prometheus::PrometheusBuilder;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use values::Phone;

/// Opens the house and serves it until the process is told to end.
pub async fn serve(settings: &Common) -> Result<()> {
    let recorder = PrometheusBuilder::new().install_recorder().context("metrics")?;
    let app = house::open(settings, None).await?;
    app.put(Metrics { recorder, token: settings.metrics_token.clone() });
    let listener = TcpListener::bind(settings.listen()).await.with_context(|| format!("cannot listen on {}", settings.listen()))?;
    tracing::info!(address = %listener.local_addr()?, "the house is open");
    if let Some(link) = owner_link(&app, settings).await? {
        // On the terminal alone: a log is read by others.
        writeln!(io::stdout(), "This house has no owner yet. Whoever opens this link within 24 hours becomes the owner:\n{link}")?;
    }
    // Behind the first answers: whoever writes first after a start is read as quickly as everybody.
    tokio::task::spawn_blocking(Phone::open_plans);
    let router = house::router(&app);
    let workers = journal::work(app.clone());
    let post = follow_the_post(&app, settings)?;
    let open = pages::Closing::announced(&app);
    let told = async move {
        told_to_end().await;
        drop(open);
    };
    tokio::select! {
        served = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>()).with_graceful_shutdown(told) => served?,
        () = workers => {}
        () = post => {}
        () = follow_the_book(app) => {}
    }
    tracing::info!("the house is closed");
    Ok(())
}

/// What is written to the house by mail; without a mailbox nothing comes.
fn follow_the_post(app: &App, settings: &Common) -> Result<impl Future<Output = ()> + use<>> {
    let postbox = settings.imap_url.as_deref().map(messaging::Postbox::parse).transpose()?;
    let app = app.clone();
    Ok(async move {
        match postbox {
            Some(postbox) => conversations::follow_post(app, postbox).await,
            None => std::future::pending().await,
        }
    })
}

/// A page that was replaced through another process is read here soon after.
async fn follow_the_book(app: App) {
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        match housebook::catch_up(&app).await {
            Ok(false) => {}
            Ok(true) => tracing::info!("the house book was opened anew"),
            Err(error) => tracing::warn!(%error, "the house book could not be opened anew; the house goes on by the one before"),
        }
    }
}

async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _interrupted = interrupt.await;
}
