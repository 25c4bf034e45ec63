// Why this file exists: ggml computes with OpenMP, and GNU's OpenMP threads spin at every barrier for up to 300,000
// rounds before they sleep. Alone on a machine that is fast; beside other busy processes each thread burns its whole
// time slice waiting for a partner that is not running, and decoding falls to a few percent of its speed. A spin of
// 1,000 rounds keeps the idle speed and then yields the core.
//
// libgomp reads GOMP_SPINCOUNT once, in its own constructor, which runs before anything of ours (and before
// .preinit_array could change the environment that libc will publish). So the variable must be there when the process
// starts: this constructor sets it and executes the same program again. Process id, arguments, open files and the
// working directory stay; it costs a few milliseconds, happens once, and before any Swift code runs. The second time
// round the variables are taken out of the environment again, so that child processes inherit nothing.
#include "CForgeThreads.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int short_spin_active = 0;

int forge_short_spin_active(void) { return short_spin_active; }

double forge_thread_cpu_seconds(void) {
    struct timespec used;
    if (clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used) != 0) return -1;
    return (double)used.tv_sec + (double)used.tv_nsec * 1e-9;
}

#if defined(__linux__)

// Weak: null when the program was linked without OpenMP.
extern int omp_get_max_threads(void) __attribute__((weak));

static const char *const restarted_mark = "FORGE_SPIN_RESTARTED";
static const char *const spin_count = "1000";

static int set_by_user(const char *name) {
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0';
}

__attribute__((constructor)) static void restart_with_short_spin(int argc, char **argv) {
    if (set_by_user(restarted_mark)) {
        const char *current = getenv("GOMP_SPINCOUNT");
        short_spin_active = current != NULL && strcmp(current, spin_count) == 0;
        unsetenv(restarted_mark);
        unsetenv("GOMP_SPINCOUNT");
        return;
    }
    if (!omp_get_max_threads || argc < 1) return;
    if (set_by_user("GOMP_SPINCOUNT") || set_by_user("OMP_WAIT_POLICY") || set_by_user("FORGE_NO_RESTART")) return;

    // The resolved path, not /proc/self/exe: the process keeps its name in lists of processes.
    char path[4096];
    const ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = '\0';

    setenv("GOMP_SPINCOUNT", spin_count, 1);
    setenv(restarted_mark, "1", 1);
    execv(path, argv);
    // Not executable any more (deleted, replaced): go on with the long spin, which is slower but right.
    unsetenv(restarted_mark);
    unsetenv("GOMP_SPINCOUNT");
}

#endif
