//! What of a mail is new: without what it quotes, and without the lines under it. The whole is kept beside.

/// Lines that begin what a mail program puts under an answer: all after them is older. A forwarded mail is none: it is what is said.
const BELOW: [&str; 6] = [
    "-----original message-----",
    "-----исходное сообщение-----",
    "-----original appointment-----",
    "________________________________",
    "--------исходноесообщение--------",
    "-----originalmessage-----",
];

/// How the line before a quotation ends.
const SAYS: [&str; 6] = ["wrote:", "пишет:", "писал:", "писала:", "написал:", "написал(а):"];

fn folded(line: &str) -> String {
    line.trim().to_lowercase()
}

fn is_below(line: &str) -> bool {
    let line = folded(line);
    let close: String = line.chars().filter(|c| !c.is_whitespace()).collect();
    BELOW.iter().any(|below| line == *below || close == *below)
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn introduces(line: &str) -> bool {
    let line = folded(line);
    // Gmail, Mail.ru and Yandex say in Russian who wrote, and no verb: `… Дворецкий <dom@example.org>:`.
    SAYS.iter().any(|says| line.ends_with(says)) || (line.ends_with(">:") && line.contains('@'))
}

/// Of each line, whether the next one that says anything is quoted; looked through once, from below: blank lines cost nobody anything.
fn is_before_quoted(lines: &[&str]) -> Vec<bool> {
    let mut is_next = false;
    let mut of: Vec<bool> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        of.push(is_next);
        if !line.trim().is_empty() {
            is_next = is_quoted(line);
        }
    }
    of.reverse();
    of
}

/// The words of a mail without what it quotes and without its signature; all of it where nothing else would be left.
pub fn cut(whole: &str) -> String {
    let lines: Vec<&str> = whole.lines().collect();
    let mut is_old: Vec<bool> = lines.iter().map(|line| is_quoted(line)).collect();
    for (n, (line, is_before)) in lines.iter().zip(is_before_quoted(&lines)).enumerate() {
        if is_below(line) {
            is_old.iter_mut().skip(n).for_each(|old| *old = true);
            break;
        }
        // The line that introduces a quotation goes with it; a long one has been broken in two.
        if is_before && !is_quoted(line) && introduces(line) {
            is_old.iter_mut().skip(n).take(1).for_each(|old| *old = true);
            // The first part of it has the address, or the bracket before it; with neither it is somebody's words.
            let is_broken = |before: &&str| {
                let before = before.trim_end();
                before.ends_with('<') || (before.ends_with('>') && before.contains('@') && !line.contains('@'))
            };
            if n > 0 && lines.get(n - 1).is_some_and(is_broken) {
                is_old.iter_mut().skip(n - 1).take(1).for_each(|old| *old = true);
            }
        }
    }
    // RFC 3676: two dashes and a space; programs trim the space.
    let signature = lines.iter().zip(&is_old).position(|(line, old)| !old && matches!(*line, "-- " | "--"));
    let kept = lines.iter().zip(&is_old).take(signature.unwrap_or(lines.len())).filter(|(_, old)| !**old).map(|(line, _)| *line);
    let kept = kept.collect::<Vec<_>>().join("\n");
    let kept = kept.trim();
    if kept.is_empty() { whole.trim().to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_new_stands_alone() {
        let gmail = "Да, ключи у консьержа.\n\nпн, 2 мар. 2026 г. в 11:00, Дворецкий <dom@example.org>:\n> Где ключи?\n> Татьяна";
        assert_eq!(cut(gmail), "Да, ключи у консьержа.");
        assert_eq!(cut("Да\n\nпн, 2 мар. 2026 г. в 11:00, Дворецкий <\ndom@example.org>:\n\n> Где?"), "Да");
        assert_eq!(cut("Да\n\nПонедельник, 2 марта 2026, 11:00 +03:00 от Дворецкий <dom@example.org>:\n> Где?"), "Да");
        assert_eq!(cut("Да\n\n02.03.2026, 11:00, \"Дворецкий\" <dom@example.org>:\n> Где?"), "Да");
        assert_eq!(cut("Да\n\nOn Mon, Mar 2, 2026 at 11:00, Butler <dom@example.org> wrote:\n\n> Where?\n"), "Да");
        assert_eq!(cut("Да\n\n02.03.2026, 11:00, \"Дворецкий\" <dom@example.org>\nнаписал(а):\n> Где?"), "Да");
        assert_eq!(cut("Yes\n\n-----Original Message-----\nFrom: Butler\nSent: Monday\n\nWhere?"), "Yes");
        assert_eq!(cut("Yes.\n-- \nАнна Петрова\n+7 921"), "Yes.");
        assert_eq!(cut("> Где ключи?\nУ консьержа\n> Когда?\nВ десять"), "У консьержа\nВ десять", "answers between the lines stay");
        assert_eq!(cut("> только это"), "> только это", "nothing vanishes");
        assert_eq!(cut("Мастер написал:\nбуду в девять"), "Мастер написал:\nбуду в девять", "words of a person");
        let last = "Здравствуйте!\nПеренесите, пожалуйста, на 10:00\nМастер в прошлый раз так и написал:";
        assert_eq!(cut(last), last, "a picture may follow");
        assert_eq!(cut("Перенесите на 10:00\nМастер писал:\n> буду в девять"), "Перенесите на 10:00", "the line before is theirs");
        let forwarded = "Смотрите\n---------- Forwarded message ---------\nFrom: a@b.c\n\nСчёт";
        assert_eq!(cut(forwarded), forwarded);
    }

    #[test]
    fn blank_lines_cost_nobody_anything() {
        let began = std::time::Instant::now();
        let blank = "\n".repeat(200_000);
        assert_eq!(cut(&format!("Да{blank}On Monday Butler wrote:{blank}> Где?")), "Да");
        assert!(began.elapsed() < std::time::Duration::from_secs(5), "{:?}", began.elapsed());
    }

    proptest! {
        #[test]
        fn nothing_is_invented_and_nothing_vanishes(lines in prop::collection::vec("(> )?[а-яa-z:@0-9 -]{0,12}", 0..12)) {
            let whole = lines.join("\n");
            let kept = cut(&whole);
            prop_assert_eq!(kept.is_empty(), whole.trim().is_empty());
            let mut from = whole.lines();
            for line in kept.lines() {
                prop_assert!(from.any(|known| known.trim() == line.trim()), "{:?} of {:?}", line, whole);
            }
        }
    }
}
