//! Mail as the world writes it: some bring no name of their own, three fall into one second. Shared by the story and the figures.

/// The n-th mail from an address, in its order.
pub(crate) fn mail(from: &str, n: usize) -> String {
    let id = if n.is_multiple_of(7) { String::new() } else { format!("Message-ID: <{n}.{from}>\n") };
    let (hour, minute, second) = (12 + n / 10_800, n / 180 % 60, n / 3 % 60);
    format!("From: {from}\nTo: dom@example.org\n{id}Date: Wed, 04 Mar 2026 {hour:02}:{minute:02}:{second:02} +0300\n\nword {n}")
}

/// What is to stand in the conversation: each once, in its order.
pub(crate) fn words(many: usize) -> Vec<String> {
    (0..many).map(|n| format!("word {n}")).collect()
}
