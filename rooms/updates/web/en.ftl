# Who hears of their matters, and when.
# used: updates-news-*
updates-rail = Digests
updates-overline = Once a day
updates-title = Who will hear what
updates-none = Nothing is open, so there is nothing to write about. Whoever has something under way will stand here.
updates-column-when = When
updates-column-who = Who
updates-column-what = What they will hear
updates-column-why = Why not now
updates-more = Further
updates-request = A request
updates-going-on = All goes as planned
updates-late = Something takes longer, and we say so
updates-news-done = Done: { $count }
updates-news-moved = Moved: { $count }
updates-news-absorbed = Solved within the time there was: { $count }
updates-why-floor = No news; silence is too long from { $at }
updates-nothing = Nothing: we answer first
updates-why-stalled = Silent for too long: not answered as promised, or the day of the request is past
updates-why-unheard = The last word has not arrived, its silence goes on
updates-why-hour = One digest a day, at the client's hour
