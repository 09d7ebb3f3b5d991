#!/bin/sh
# healthy.sh FILE SECONDS: succeeds if the file was touched within the last SECONDS.
touched=$(stat -c %Y "$1" 2>/dev/null) || exit 1
[ $(($(date +%s) - touched)) -le "$2" ]
