//! Forms that bring a file.

use crate::form::Form;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;

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

/// A form with files, as it came.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Uploads {
    /// The fields beside the files.
    pub form: Form,
    /// What each is called by its sender, and all of it. Of one that is too heavy so much as shows that it is.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Uploads {
    /// Reads a form whose field `name` has files: each of `most` bytes at most, and so `many`. Of what is longer or more, enough is kept to see that
    /// it is; all is read to its end, so that who sends it reads why it was not taken. A form without files may come as any other does.
    pub async fn read(request: Request, name: &str, most: usize, many: usize) -> Self {
        let mut uploads = Self::default();
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("multipart/") {
            let body = Bytes::from_request(request, &()).await.unwrap_or_default();
            let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&body).unwrap_or_default();
            for (name, value) in pairs {
                uploads.form.push(name, &value);
            }
            return uploads;
        }
        let Ok(mut form) = Multipart::from_request(request, &()).await else { return uploads };
        if uploads.fill(&mut form, name, most, many).await.is_err() {
            // The limit of the route, or the sender gone: either way it is not whole.
            uploads.files.push((String::new(), vec![0; most + 1]));
        }
        uploads
    }

    async fn fill(&mut self, form: &mut Multipart, name: &str, most: usize, many: usize) -> Result<(), MultipartError> {
        while let Some(mut field) = form.next_field().await? {
            if field.name() != Some(name) {
                let key = field.name().unwrap_or_default().to_owned();
                self.form.push(key, &field.text().await?);
                continue;
            }
            let called = field.file_name().unwrap_or_default().to_owned();
            let mut file = Vec::new();
            while let Some(some) = field.chunk().await? {
                if self.files.len() <= many && file.len() <= most {
                    file.extend_from_slice(some.get(..some.len().min(most + 1 - file.len())).unwrap_or_default());
                }
            }
            // A browser sends an empty file where none was chosen.
            if !file.is_empty() {
                self.files.push((called, file));
            }
        }
        Ok(())
    }
}

/// How a file came that is not kept as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Poured {
    /// To its end.
    Whole,
    /// More bytes came than the route takes.
    Heavy,
    /// The sender was gone before its end.
    Broken,
}

impl Poured {
    fn of(error: &MultipartError) -> Self {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { Self::Heavy } else { Self::Broken }
    }
}

/// Reads the file of the field `name` part by part, as it comes: whoever takes the parts keeps of them what he needs. What he does not
/// want any more is read to its end all the same, so that who sends it reads why.
pub async fn pour(request: Request, name: &str, mut part: impl FnMut(&[u8]) + Send) -> Poured {
    let Ok(mut form) = Multipart::from_request(request, &()).await else {
        return Poured::Whole;
    };
    loop {
        let mut field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return Poured::Whole,
            Err(error) => return Poured::of(&error),
        };
        let is_file = field.name() == Some(name);
        loop {
            match field.chunk().await {
                Ok(Some(some)) if is_file => part(&some),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return Poured::of(&error),
            }
        }
    }
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
