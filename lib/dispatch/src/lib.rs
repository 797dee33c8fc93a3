//! Who goes where when: jobs put into people's days, the way between them included.
//!
//! Plain types in and out, integers only. **Never:** knows a client, a price or a clock.
