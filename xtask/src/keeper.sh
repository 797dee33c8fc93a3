# Outlives the workshop: when the workshop's end of the pipe closes, however it ended,
# stops the server in folder $1 by the pid in its own postmaster.pid and removes the folder.
trap '' INT TERM HUP
while read -r _; do :; done
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ]; then
    kill -INT "$pid" 2>/dev/null
    tries=0
    while kill -0 "$pid" 2>/dev/null; do
        tries=$((tries + 1))
        [ "$tries" -eq 100 ] && kill -QUIT "$pid" 2>/dev/null
        [ "$tries" -gt 150 ] && break
        sleep 0.1
    done
fi
rm -rf -- "$1"
