//! The versions of the book.
use db::Migration;

/// Every text of every file that the house has worked by, and what its folder holds against the desk.
pub fn migrations() -> Vec<Migration> {
    vec![
        Migration::both(
            "housebook.0001_start",
            "CREATE TABLE book_pages (
            file TEXT NOT NULL,
            version BIGINT NOT NULL,
            sha256 TEXT NOT NULL,
            body TEXT NOT NULL,
            since BIGINT NOT NULL,
            PRIMARY KEY (file, version)
        );",
        ),
        Migration::both(
            "housebook.0002_desk",
            "ALTER TABLE book_pages ADD COLUMN origin TEXT NOT NULL DEFAULT 'files' CHECK (origin IN ('files', 'desk'));
        ALTER TABLE book_pages ADD COLUMN actor TEXT NOT NULL DEFAULT 'house';
        CREATE TABLE book_aside (
            file TEXT PRIMARY KEY,
            sha256 TEXT NOT NULL,
            body TEXT NOT NULL,
            seen_at BIGINT NOT NULL,
            left_at BIGINT
        );
        CREATE TABLE book_turn (id BIGINT PRIMARY KEY CHECK (id = 1), turn BIGINT NOT NULL);
        INSERT INTO book_turn (id, turn) VALUES (1, 0);",
        ),
    ]
}
