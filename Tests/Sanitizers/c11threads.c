/* C11 threads by way of POSIX threads, to be preloaded under the thread sanitizer.
 *
 * The distribution's librdkafka starts its threads and takes its locks by <threads.h>. The sanitizer knows of POSIX
 * threads alone: a thread that it has not seen start has no state of its own there, and crashes it. With this, it sees
 * every thread, lock and condition of the library. glibc's types are of the same size and layout as its POSIX ones. */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <threads.h>

struct start {
    thrd_start_t function;
    void *argument;
};

static void *run(void *given) {
    struct start start = *(struct start *)given;
    free(given);
    return (void *)(long)start.function(start.argument);
}

static int told(int code) {
    switch (code) {
    case 0: return thrd_success;
    case ENOMEM: return thrd_nomem;
    case ETIMEDOUT: return thrd_timedout;
    case EBUSY: return thrd_busy;
    default: return thrd_error;
    }
}

int thrd_create(thrd_t *thread, thrd_start_t function, void *argument) {
    struct start *start = malloc(sizeof *start);
    if (!start) return thrd_nomem;
    *start = (struct start){function, argument};
    return told(pthread_create((pthread_t *)thread, NULL, run, start));
}

int thrd_join(thrd_t thread, int *result) {
    void *value;
    int code = pthread_join((pthread_t)thread, &value);
    if (result && !code) *result = (int)(long)value;
    return told(code);
}

int thrd_detach(thrd_t thread) { return told(pthread_detach((pthread_t)thread)); }

int mtx_init(mtx_t *lock, int type) {
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    if (type & mtx_recursive) pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
    int code = pthread_mutex_init((pthread_mutex_t *)lock, &kind);
    pthread_mutexattr_destroy(&kind);
    return told(code);
}

int mtx_lock(mtx_t *lock) { return told(pthread_mutex_lock((pthread_mutex_t *)lock)); }
int mtx_trylock(mtx_t *lock) { return told(pthread_mutex_trylock((pthread_mutex_t *)lock)); }
int mtx_unlock(mtx_t *lock) { return told(pthread_mutex_unlock((pthread_mutex_t *)lock)); }
void mtx_destroy(mtx_t *lock) { pthread_mutex_destroy((pthread_mutex_t *)lock); }

int cnd_init(cnd_t *condition) { return told(pthread_cond_init((pthread_cond_t *)condition, NULL)); }
int cnd_signal(cnd_t *condition) { return told(pthread_cond_signal((pthread_cond_t *)condition)); }
int cnd_broadcast(cnd_t *condition) { return told(pthread_cond_broadcast((pthread_cond_t *)condition)); }
int cnd_wait(cnd_t *condition, mtx_t *lock) {
    return told(pthread_cond_wait((pthread_cond_t *)condition, (pthread_mutex_t *)lock));
}
int cnd_timedwait(cnd_t *condition, mtx_t *lock, const struct timespec *until) {
    return told(pthread_cond_timedwait((pthread_cond_t *)condition, (pthread_mutex_t *)lock, until));
}
void cnd_destroy(cnd_t *condition) { pthread_cond_destroy((pthread_cond_t *)condition); }
