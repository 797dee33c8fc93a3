//! The house book in a folder: checked, written out, and published from there, told in the language of whoever asked.

use crate::config::Common;
use crate::house;
use access::Actor;
use anyhow::{Context as _, Result, anyhow};
use housebook::{Became, EditBook, Faults, Published, Written};
use std::path::{Path, PathBuf};
use values::{Lang, said};

/// Checks a folder; without it the one in use, or the book that comes with the program.
pub fn check(settings: &Common, folder: Option<PathBuf>) -> Result<String> {
    let lang = settings.lang();
    let files = house::book(&Common { house: folder.or_else(|| settings.house.clone()), ..settings.clone() })?;
    housebook::check(files, &house::sections(&house::rooms())).map_err(|faults| anyhow!("{}\n{}", in_pages(lang), faults.told(lang)))?;
    Ok(said!(ru: "в книге дома ошибок нет", en: "the house book is in order").of(lang).to_owned())
}

/// Writes the book out as the house works by it, with a fault or without; never over a page that was edited there and not published.
pub async fn write(settings: &Common, folder: &Path) -> Result<String> {
    if let Some(before) = Written::from_folder(folder).with_context(|| folder.display().to_string())?
        && let Some(page) = before.edited().next()
    {
        let what = said!(
            ru: "в этой папке правлена и не опубликована страница {page}: опубликуйте её или запишите книгу в другую папку",
            en: "the page {page} was edited in this folder and not published: publish it, or write the book into another folder"
        );
        return Err(anyhow!(what.of(settings.lang()).to_owned()));
    }
    let app = house::closed(settings, None).await?;
    let written = Written::of(&app, house::book(settings)?).await?;
    written.to_folder(folder).with_context(|| folder.display().to_string())?;
    Ok(said!(ru: "книга дома записана", en: "the house book is written").of(settings.lang()).to_owned())
}

/// Publishes what has been mended in a folder, and says what became of each page. Refused, it is an error that says the same.
pub async fn publish(settings: &Common, folder: &Path) -> Result<String> {
    let lang = settings.lang();
    let mut written = Written::from_folder(folder).with_context(|| folder.display().to_string())?.ok_or_else(|| {
        let folder = folder.display();
        let what = said!(
            ru: "{folder} не записана этим домом: сначала `butler house write {folder}`",
            en: "{folder} was not written by this house: first `butler house write {folder}`"
        );
        anyhow!(what.of(lang).to_owned())
    })?;
    let app = house::closed(settings, None).await?;
    let published = housebook::publish(&app, &Actor::House, house::book(settings)?, &house::sections(&house::rooms()), &mut written).await;
    let published = published.map_err(|error| match error {
        EditBook::Faults(faults) => anyhow!(faults.told(lang)),
        other => other.into(),
    })?;
    let told = told(&published, lang);
    if !published.is_whole() {
        let nothing = said!(ru: "ничего не опубликовано", en: "nothing was published");
        return Err(anyhow!("{}\n{told}", nothing.of(lang)));
    }
    written.keep_versions(folder).with_context(|| folder.display().to_string())?;
    Ok(told)
}

/// A line for each page, then the faults.
fn told(published: &Published, lang: Lang) -> String {
    let longest = published.pages.iter().map(|page| page.file.chars().count()).max().unwrap_or(0);
    let line = |page: &housebook::Page| {
        let became = match page.became {
            Became::News => said!(ru: "опубликована", en: "published"),
            Became::Same => said!(ru: "та же", en: "the same"),
            Became::Replaced => said!(
                ru: "не принята: её заменили, пока Вы правили; запишите книгу в другую папку и внесите правку там",
                en: "refused: it was replaced while you were mending; write the book into another folder and mend it there"
            ),
            Became::Refused => said!(ru: "не принята", en: "refused"),
        };
        format!("{:<longest$}  {:>4}  {}", page.file, page.version, became.of(lang))
    };
    let mut lines: Vec<String> = published.pages.iter().map(line).collect();
    if !published.faults.0.is_empty() {
        lines.extend([in_pages(lang), published.faults.told(lang)]);
    }
    lines.join("\n")
}

fn in_pages(lang: Lang) -> String {
    said!(ru: "в книге дома есть ошибки:", en: "the house book has faults:").of(lang).to_owned()
}

/// Why the house was not opened, and the way out: the pages may lie in the database alone.
pub(crate) fn not_opened(faults: &Faults, lang: Lang) -> anyhow::Error {
    let way_out = said!(
        ru: "Дом по такой книге не открывается. Страницы из своей папки, `--house`, правьте прямо в ней. Остальные, правленные на столе тоже,\n\
             запишите в другую: `butler house write ПАПКА`; исправьте их там и опубликуйте: `butler house publish ПАПКА`.",
        en: "The house is not opened by such a book. Pages of your own folder, `--house`, are mended right there. All others, those edited\n\
             at the desk too, are written into another one: `butler house write FOLDER`; mend them there and publish them:\n\
             `butler house publish FOLDER`."
    );
    anyhow!("{}\n{}\n{}", in_pages(lang), faults.told(lang), way_out.of(lang))
}
