# Pinned versions of what set-up downloads and builds. Sourced, not run.
LLAMA_SDIST=llama-cpp-python==0.3.36
LLAMA_SDIST_FILE=llama_cpp_python-0.3.36.tar.gz
LLAMA_SDIST_SHA256=832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e
LLAMA_VERSION=0.3.36
SWIFT_MINIMUM=6.2
DEBIAN_PACKAGES="build-essential pkg-config libsqlite3-dev libpq-dev zlib1g-dev python3 python3-venv python3-pip"
