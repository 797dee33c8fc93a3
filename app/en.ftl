# What the command line says when a house is copied, put back and taken along.
# used: keep-*
keep-copied = The copy is made: { $place }. Tables: { $tables }, rows: { $rows }, files: { $files }. Keep it and what opens it in different places.
keep-put-back = The house is put back: { $place }. Tables: { $tables }, rows: { $rows }, files: { $files }. Look it over: butler doctor.
keep-left = Everything is written out: { $place }. Tables: { $tables }, rows: { $rows }, files: { $files }. Nothing here is sealed: whoever opens the folder reads names, phones, addresses, door codes, photos and the house's keys.
keep-taken-in = The house is made: { $place }. Tables: { $tables }, rows: { $rows }, files: { $files }. It has a new master key. Look it over: butler doctor.
keep-lost = Files that were lost before, not by the copy: { $lost }. butler doctor says which.
keep-pair =
    The private key: { $place }. Keep it apart from the house: without it no copy opens.
    The public key, for butler backup --recipient: { $public }
keep-telling-tables = tables: { $done } of { $all }
keep-telling-files = files: { $done } of { $all }
keep-telling-checked = pieces looked at: { $done }
keep-telling-put-in = put back: { $done } of { $all }
keep-exists = { $place } is there already. Name the copy otherwise; the earlier one stays.
keep-not-empty = { $place }: the folder is not empty. Name an empty one, or one that is not there yet.
keep-database-not-empty = There is something in the database already. Make an empty one.
keep-not-a-copy = { $place }: this is no copy of a house.
keep-wrong-key = { $place }: this does not open it. Take the phrase or the key it was made with.
keep-broken = The copy is cut or changed. Take another one. ({ $file }: { $what })
keep-bent = { $file }, line { $line }: it cannot be read. ({ $what })
keep-newer = A later program made this copy. Take that one, or a later. ({ $step })
keep-older = First bring the house up to date: butler migrate. Only then can all of it be written out.
keep-no-key = There is neither a phrase nor a key. Put the phrase into a file and name it: --passphrase-file; or a key: --recipient for a copy, --key-file to put one back.
keep-short-passphrase = The phrase is too short and would be guessed. It needs at least 12 characters.
keep-bad-recipient = This is no public key: one begins with age1, butler key pair prints it.
keep-disk = { $place }: { $what }. Nothing was written.
keep-failed = It did not work: { $what }
