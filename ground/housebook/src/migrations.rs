//! The versions of the book.
use db::Migration;

/// Every text of every file that the house has worked by.
pub fn migrations() -> Vec<Migration> {
    vec![Migration::both(
        "housebook.0001_start",
        "CREATE TABLE book_pages (
            file TEXT NOT NULL,
            version BIGINT NOT NULL,
            sha256 TEXT NOT NULL,
            body TEXT NOT NULL,
            since BIGINT NOT NULL,
            PRIMARY KEY (file, version)
        );",
    )]
}
