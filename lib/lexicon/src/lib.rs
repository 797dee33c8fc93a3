//! Words as people type them: folded to one form, read through a wrong keyboard layout or Latin letters, compared.
//!
//! Plain types in and out. **Never:** knows whose words they are.
