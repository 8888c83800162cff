/* Put before libc (LD_PRELOAD): does every call as asked, and logs those that write to, cut, remove or flush the database, its write-ahead
 * log, its rollback journal (which the first start writes, before there is a log), their folder, or the notes of what was acknowledged. The
 * log is named by MASALAMA_WATCH_LOG.
 *
 * An entry: one byte what (W write, T cut to a length, R removed, S flushed), one byte which (d, w, j, f, n), six bytes nothing, eight bytes offset,
 * eight bytes length, then for a write the bytes themselves. Numbers are little-endian. An entry is written when the call has come back
 * without an error, under a lock, so the order of the log is the order of the calls.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

#define FDS_MAX 4096

static char watched[FDS_MAX];
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("MASALAMA_WATCH_LOG");
    if (path != NULL)
        log_fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

static char which(const char *path) {
    if (ends_with(path, ".db")) return 'd';
    if (ends_with(path, ".db-wal")) return 'w';
    if (ends_with(path, ".db-journal")) return 'j';
    if (ends_with(path, ".notes")) return 'n';
    return 0;
}

static char watched_as(int fd) {
    return log_fd >= 0 && fd >= 0 && fd < FDS_MAX ? watched[fd] : 0;
}

static void put(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        long done = syscall(SYS_write, log_fd, at, length);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) abort(); /* a log with a hole proves nothing */
        at += done;
        length -= (size_t)done;
    }
}

/* The caller holds the lock. */
static void entry(char what, char file, uint64_t offset, uint64_t length, const void *bytes) {
    struct { char what, file, nothing[6]; uint64_t offset, length; } head = {what, file, {0}, offset, length};
    int error = errno;
    put(&head, sizeof head);
    if (bytes != NULL) put(bytes, length);
    errno = error;
}

static int opened(long fd, const char *path) {
    if (fd >= 0 && fd < FDS_MAX) watched[fd] = which(path);
    return (int)fd;
}

int unlink(const char *path) {
    char file = which(path);
    if (file == 0) return (int)syscall(SYS_unlink, path);
    pthread_mutex_lock(&lock);
    int failed = (int)syscall(SYS_unlink, path);
    if (failed == 0 && log_fd >= 0) entry('R', file, 0, 0, NULL);
    pthread_mutex_unlock(&lock);
    return failed;
}

static mode_t mode_of(int flags, va_list rest) {
    return (flags & (O_CREAT | O_TMPFILE)) != 0 ? (mode_t)va_arg(rest, int) : 0;
}

#define OPENS(name)                                                          \
    int name(const char *path, int flags, ...) {                             \
        va_list rest;                                                        \
        va_start(rest, flags);                                               \
        mode_t mode = mode_of(flags, rest);                                  \
        va_end(rest);                                                        \
        return opened(syscall(SYS_openat, AT_FDCWD, path, flags, mode), path); \
    }

#define OPENS_AT(name)                                                       \
    int name(int folder, const char *path, int flags, ...) {                 \
        va_list rest;                                                        \
        va_start(rest, flags);                                               \
        mode_t mode = mode_of(flags, rest);                                  \
        va_end(rest);                                                        \
        return opened(syscall(SYS_openat, folder, path, flags, mode), path); \
    }

OPENS(open)
OPENS(open64)
OPENS_AT(openat)
OPENS_AT(openat64)

int close(int fd) {
    if (fd >= 0 && fd < FDS_MAX) watched[fd] = 0;
    return (int)syscall(SYS_close, fd);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    char file = watched_as(fd);
    if (file == 0) return syscall(SYS_write, fd, bytes, length);
    pthread_mutex_lock(&lock);
    off_t offset = (off_t)syscall(SYS_lseek, fd, 0, SEEK_CUR);
    ssize_t done = syscall(SYS_write, fd, bytes, length);
    if (done > 0) entry('W', file, (uint64_t)offset, (uint64_t)done, bytes);
    pthread_mutex_unlock(&lock);
    return done;
}

static ssize_t write_at(int fd, const void *bytes, size_t length, off_t offset) {
    char file = watched_as(fd);
    if (file == 0) return syscall(SYS_pwrite64, fd, bytes, length, offset);
    pthread_mutex_lock(&lock);
    ssize_t done = syscall(SYS_pwrite64, fd, bytes, length, offset);
    if (done > 0) entry('W', file, (uint64_t)offset, (uint64_t)done, bytes);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t offset) {
    return write_at(fd, bytes, length, offset);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t offset) {
    return write_at(fd, bytes, length, offset);
}

/* Nobody is expected to write to these files in such a way; if somebody does, the log would have a hole. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (watched_as(fd) != 0) abort();
    return syscall(SYS_writev, fd, parts, count);
}

static int cut(int fd, off_t length) {
    char file = watched_as(fd);
    if (file == 0) return (int)syscall(SYS_ftruncate, fd, length);
    pthread_mutex_lock(&lock);
    int failed = (int)syscall(SYS_ftruncate, fd, length);
    if (failed == 0) entry('T', file, 0, (uint64_t)length, NULL);
    pthread_mutex_unlock(&lock);
    return failed;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

/* The one folder that is flushed is the one the database is in. */
static int is_folder(int fd) {
    struct stat what;
    return log_fd >= 0 && fstat(fd, &what) == 0 && S_ISDIR(what.st_mode);
}

static int flush(int fd, long call) {
    char file = is_folder(fd) ? 'f' : watched_as(fd);
    int failed = (int)syscall(call, fd);
    if (file != 0 && failed == 0) {
        pthread_mutex_lock(&lock);
        entry('S', file, 0, 0, NULL);
        pthread_mutex_unlock(&lock);
    }
    return failed;
}

int fsync(int fd) { return flush(fd, SYS_fsync); }
int fdatasync(int fd) { return flush(fd, SYS_fdatasync); }
