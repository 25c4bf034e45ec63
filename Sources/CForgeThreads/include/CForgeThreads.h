#ifndef CFORGETHREADS_H
#define CFORGETHREADS_H

/// Whether this process runs with the short OpenMP spin that the constructor in spin.c arranges
/// (false: the user set OpenMP's own variables, no OpenMP is linked, or the process could not be restarted).
int forge_short_spin_active(void);

/// CPU time in seconds that the calling thread has used, or a negative number where the system does not tell.
double forge_thread_cpu_seconds(void);

#endif
