# The environment that swift build, swift test and an editor need. Sourced: `source scripts/environment.sh`.
_cache=${FORGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/llm-forge}
if [ -s "$_cache/llama-pkgconfig" ]; then
    export PKG_CONFIG_PATH="$(cat "$_cache/llama-pkgconfig")${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}"
fi
unset _cache
