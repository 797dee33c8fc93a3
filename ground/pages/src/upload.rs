//! Forms that bring a file.

use crate::form::Form;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest as _, Multipart, Request};

/// A form with one file, as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Upload {
    /// The fields beside the file.
    pub form: Form,
    /// The file; empty when none was chosen, or it was too heavy.
    pub file: Vec<u8>,
    /// More bytes came than are taken.
    pub heavy: bool,
}

impl Upload {
    /// Reads a form whose field `name` is a file of `most` bytes at most. What is longer is read to its end and dropped, so that
    /// who sends it reads why it was not taken. What is no such form is an empty one: the fields say what is missing.
    pub async fn read(request: Request, name: &str, most: usize) -> Self {
        let Ok(form) = Multipart::from_request(request, &()).await else {
            return Self::default();
        };
        let mut upload = Self::default();
        if upload.fill(form, name, most).await.is_err() {
            // The limit of the route, or the sender gone: either way it is not whole.
            upload.heavy = true;
            upload.file.clear();
        }
        upload
    }

    async fn fill(&mut self, mut form: Multipart, name: &str, most: usize) -> Result<(), MultipartError> {
        while let Some(mut field) = form.next_field().await? {
            let is_file = field.name() == Some(name);
            if !is_file {
                let key = field.name().unwrap_or_default().to_owned();
                self.form.push(key, &field.text().await?);
                continue;
            }
            while let Some(some) = field.chunk().await? {
                if self.file.len() + some.len() > most {
                    self.heavy = true;
                    self.file = Vec::new();
                }
                if !self.heavy {
                    self.file.extend_from_slice(&some);
                }
            }
        }
        Ok(())
    }
}
