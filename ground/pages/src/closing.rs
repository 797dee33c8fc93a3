//! Answers without an end come to one when the house closes.

use db::App;
use std::future::pending;
use tokio::sync::watch;

/// Tells whoever keeps a stream open that the house closes: a program that is told to end would wait for them.
#[derive(Debug, Clone)]
pub struct Closing(Option<watch::Receiver<()>>);

impl Closing {
    /// For a house that is served: what is returned is dropped when it closes.
    pub fn announced(app: &App) -> watch::Sender<()> {
        let (open, closing) = watch::channel(());
        app.put(Self(Some(closing)));
        open
    }
    /// Of this house; of one that is not served, it never tells.
    pub fn of(app: &App) -> Self {
        app.part::<Self>().map_or(Self(None), |closing| (*closing).clone())
    }
    /// Waits until the house closes.
    pub async fn told(&mut self) {
        match &mut self.0 {
            Some(closing) => while closing.changed().await.is_ok() {},
            None => pending().await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_waits_hears_that_the_house_closes() {
        let (open, closing) = watch::channel(());
        let mut closing = Closing(Some(closing));
        let waiting = async { closing.told().await };
        let (heard, ()) = tokio::join!(tokio::time::timeout(std::time::Duration::from_secs(10), waiting), async { drop(open) });
        heard.unwrap();
    }
}
