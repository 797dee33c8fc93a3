# Плохая новость с решением, по-английски.
# used: notices-why-* problem-*
notices-offer-title = Two times to choose from
notices-offer-lead = We are keeping both for you, at the same price. Press the one that suits you.
notices-offer-until = They wait until { $until }. If neither suits you, call us and we find another:
notices-offer-chosen = The time is chosen: { $when }. We will be there.
notices-offer-over = These two times wait no longer. Call us and we find another.
notices-offer-home = To your page
notices-news-overline = Not as agreed
notices-news-title = Tell the client, and the way out with it
notices-news-lead = A client hears bad news only together with its way out: who comes instead, or two times that we already keep.
notices-news-back = To the visit
notices-news-late = The crew is on its way already, or the visit is over: nothing can be changed. Please call.
notices-news-replace = Somebody else comes
notices-news-none-free = Nobody who is cleared is free at this time. Offer two other times.
notices-news-reason = Why
notices-news-off = Instead of
notices-news-on = Who comes
notices-news-replace-button = Replace and write to the client
notices-news-times = Two other times
notices-news-choose = Choose two, both are kept
notices-news-times-button = Keep both and write to the client
notices-news-why = Choose why.
notices-news-nobody = Choose who comes instead of whom.
notices-news-two = Choose exactly two different times.
notices-news-used = The client was written to about this visit before, and no other two times are kept. Call them and move the visit to when it suits them.
notices-news-gone = Somebody has just taken { $when }. Nothing was written to the client, choose another.
notices-why-illness = illness
notices-why-lapse = not cleared
notices-why-lateness = we are late
notices-news-incident = Open an incident: the house proposes ways out.
notices-why-house = we move it ourselves

problem-offer-unknown = There is no such choice
    .detail = Call us and we find a time.
problem-offer-over = These two times wait no longer
    .detail = A manager finds another one: please call us.
