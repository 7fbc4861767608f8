/*
 * A disk that remembers what was not yet synced. Loaded before libc (LD_PRELOAD) into a process under test.
 *
 * Every change below POWER_ROOT is carried out as usual and written to POWER_LOG first: what stood there before, what
 * stands there now. fsync and fdatasync are noted with how far they reach. When the process is killed, whoever reads the
 * log (power.py) knows what a disk could have lost, and takes some or all of it away again. The log itself is only ever
 * appended to; it survives because the machine does.
 *
 * What this cannot see, it refuses: a tracked file that is mapped for writing or changed by an unknown call ends the
 * process with a message, because a blind spot would look like a promise kept.
 *
 * POWER_TROUBLE names a file; while it exists its first letter spoils the disk: f(ull) writes fail with ENOSPC,
 * r(ead-only) with EROFS, b(roken) every sync with EIO.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind { WRITE = 1, TRUNCATE, SYNC, CREATE, UNLINK, RENAME, DIRSYNC };

struct record { /* all little-endian on the machines we run on; power.py reads "<IIQQQQII" */
    uint32_t magic, kind;
    uint64_t seq, inode, offset, before; /* before: size of the file; for a sync: the last change it covers */
    uint32_t old_length, new_length;
};

#define MAGIC 0x504f5745u
#define MOST_FILES 4096

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static const char *root, *trouble;
static char saved[PATH_MAX];
static int log_fd = -1;
static uint64_t seq;
static ino_t known[MOST_FILES];
static int known_count;

static void blind(const char *what) {
    dprintf(2, "shim: %s on a watched file; the power test would be blind\n", what);
    abort();
}

#define REAL(type, name, ...)                                   \
    static type (*real)(__VA_ARGS__);                           \
    if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

static ssize_t real_write(int fd, const void *data, size_t length) {
    REAL(ssize_t, write, int, const void *, size_t);
    return real(fd, data, length);
}

static ssize_t real_pwrite(int fd, const void *data, size_t length, off_t offset) {
    REAL(ssize_t, pwrite64, int, const void *, size_t, off_t);
    return real(fd, data, length, offset);
}

static int real_open(const char *path, int flags, mode_t mode) {
    REAL(int, open64, const char *, int, ...);
    return real(path, flags, mode);
}

/* Is this path below the watched folder? Its absolute form in `full`. Shared memory is nobody's promise. */
static int watched(const char *path, char *full) {
    char folder[PATH_MAX];
    const char *name = strrchr(path, '/');
    if (!root && !(root = getenv("POWER_ROOT"))) return 0;
    if (!trouble) trouble = getenv("POWER_TROUBLE");
    if (name && (size_t)(name - path) < sizeof folder) {
        memcpy(folder, path, name - path);
        folder[name - path] = 0;
        if (!realpath(name == path ? "/" : folder, full)) return 0;
        name++;
    } else {
        if (!realpath(".", full)) return 0;
        name = path;
    }
    size_t length = strlen(full), rooted = strlen(root), named = strlen(name);
    if (length + named + 2 > PATH_MAX || strncmp(full, root, rooted) || (full[rooted] && full[rooted] != '/')) return 0;
    if (named > 4 && !strcmp(name + named - 4, "-shm")) return 0;
    full[length] = '/';
    strcpy(full + length + 1, name);
    return 1;
}

static int spoiled(char how) {
    if (!trouble) return 0;
    char letter = 0;
    int fd = real_open(trouble, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return 0;
    ssize_t got = read(fd, &letter, 1);
    close(fd);
    if (got != 1 || (how == 'b') != (letter == 'b')) return 0;
    errno = letter == 'b' ? EIO : letter == 'r' ? EROFS : ENOSPC;
    return 1;
}

static void remember(ino_t inode) {
    for (int i = 0; i < known_count; i++)
        if (known[i] == inode) return;
    if (known_count == MOST_FILES) blind("too many files");
    known[known_count++] = inode;
}

/* Is this descriptor a watched file? */
static int ours(int fd, struct stat *about) {
    if (!known_count || fstat(fd, about) || !S_ISREG(about->st_mode)) return 0;
    for (int i = 0; i < known_count; i++)
        if (known[i] == about->st_ino) return 1;
    return 0;
}

static void note(enum kind kind, ino_t inode, uint64_t offset, uint64_t before, const void *old, uint32_t old_length,
                 const void *new, uint32_t new_length) {
    struct record head = {MAGIC, kind, ++seq, inode, offset, before, old_length, new_length};
    struct iovec parts[3] = {{&head, sizeof head}, {(void *)old, old_length}, {(void *)new, new_length}};
    if (log_fd < 0) {
        const char *path = getenv("POWER_LOG");
        if (!path || (log_fd = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) < 0) blind("no log");
        snprintf(saved, sizeof saved, "%s.saved", path);
        mkdir(saved, 0700);
    }
    REAL(ssize_t, writev, int, const struct iovec *, int);
    if (real(log_fd, parts, 3) != (ssize_t)(sizeof head + old_length + new_length)) blind("a torn log");
}

/* What stands in a file at this place now; the descriptor may be for writing only. */
static char *standing(int fd, uint64_t size, uint64_t offset, size_t length, uint32_t *found) {
    *found = 0;
    if (offset >= size) return NULL;
    if (offset + length > size) length = size - offset;
    char *old = malloc(length), own[64];
    snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
    int readable = real_open(own, O_RDONLY | O_CLOEXEC, 0);
    ssize_t got = readable < 0 ? -1 : pread(readable, old, length, offset);
    if (readable >= 0) close(readable);
    if (got != (ssize_t)length) blind("an unreadable file");
    *found = length;
    return old;
}

/* The file of that name gets a second name, so that its content can come back. */
static void keep(const char *path, ino_t inode) {
    char second[PATH_MAX + 32];
    snprintf(second, sizeof second, "%s/%llu", saved, (unsigned long long)inode);
    REAL(int, link, const char *, const char *);
    if (real(path, second) && errno != EEXIST) blind("a file that cannot be kept");
}

/* -- writing ------------------------------------------------------------------------------------------------------ */

static ssize_t writing(int fd, const void *data, size_t length, off_t offset, int placed) {
    struct stat about;
    if (!ours(fd, &about)) return placed ? real_pwrite(fd, data, length, offset) : real_write(fd, data, length);
    if (spoiled('f')) return -1;
    pthread_mutex_lock(&turn);
    fstat(fd, &about);
    if (!placed) offset = fcntl(fd, F_GETFL) & O_APPEND ? about.st_size : lseek(fd, 0, SEEK_CUR);
    uint32_t found;
    char *old = standing(fd, about.st_size, offset, length, &found);
    note(WRITE, about.st_ino, offset, about.st_size, old, found, data, length);
    free(old);
    ssize_t done = placed ? real_pwrite(fd, data, length, offset) : real_write(fd, data, length);
    if (done != (ssize_t)length) blind("a short write");
    pthread_mutex_unlock(&turn);
    return done;
}

ssize_t write(int fd, const void *data, size_t length) { return writing(fd, data, length, 0, 0); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t offset) { return writing(fd, data, length, offset, 1); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t offset) { return writing(fd, data, length, offset, 1); }

static int cutting(int fd, off_t size) {
    REAL(int, ftruncate64, int, off64_t);
    struct stat about;
    if (!ours(fd, &about)) return real(fd, size);
    if (spoiled('f')) return -1;
    pthread_mutex_lock(&turn);
    fstat(fd, &about);
    uint32_t found;
    char *old = standing(fd, about.st_size, size, about.st_size, &found);
    note(TRUNCATE, about.st_ino, size, about.st_size, old, found, NULL, 0);
    free(old);
    int done = real(fd, size);
    pthread_mutex_unlock(&turn);
    return done;
}

int ftruncate(int fd, off_t size) { return cutting(fd, size); }
int ftruncate64(int fd, off64_t size) { return cutting(fd, size); }

/* -- syncing: noted, not waited for; a rest stands for the disk, and is what a cut most often meets ------------------- */

static int syncing(int fd) {
    struct stat about;
    struct timespec rest = {0, 2000000};
    if (!root || fstat(fd, &about)) return fstat(fd, &about);
    char own[64], full[PATH_MAX];
    int folder = S_ISDIR(about.st_mode);
    if (folder) {
        snprintf(own, sizeof own, "/proc/self/fd/%d", fd);
        ssize_t length = readlink(own, full, sizeof full - 1);
        if (length < 0 || strncmp(full, root, strlen(root))) return 0;
        full[length] = 0;
    } else if (!ours(fd, &about))
        return 0;
    pthread_mutex_lock(&turn);
    uint64_t reaches = seq;
    pthread_mutex_unlock(&turn);
    nanosleep(&rest, NULL);
    if (spoiled('b')) return -1;
    pthread_mutex_lock(&turn);
    note(folder ? DIRSYNC : SYNC, about.st_ino, 0, reaches, NULL, 0, folder ? full : NULL, folder ? strlen(full) : 0);
    pthread_mutex_unlock(&turn);
    return 0;
}

int fsync(int fd) { return syncing(fd); }
int fdatasync(int fd) { return syncing(fd); }

/* -- names -------------------------------------------------------------------------------------------------------- */

static int opening(const char *path, int flags, mode_t mode) {
    char full[PATH_MAX];
    struct stat about;
    int writes = (flags & O_ACCMODE) != O_RDONLY || flags & O_CREAT;
    if (flags & (O_DIRECTORY | O_PATH) || !watched(path, full)) return real_open(path, flags, mode);
    int there = !stat(full, &about);
    if (there && !S_ISREG(about.st_mode)) return real_open(path, flags, mode);
    if (writes && !there && spoiled('f')) return -1;
    int fd = real_open(path, flags & ~O_TRUNC, mode);
    if (fd < 0 || fstat(fd, &about) || !S_ISREG(about.st_mode)) return fd;
    pthread_mutex_lock(&turn);
    remember(about.st_ino);
    if (!there) note(CREATE, about.st_ino, 0, 0, NULL, 0, full, strlen(full));
    pthread_mutex_unlock(&turn);
    if (flags & O_TRUNC && cutting(fd, 0)) {
        close(fd);
        return -1;
    }
    return fd;
}

#define MODE(flags)                                 \
    mode_t mode = 0;                                \
    if ((flags) & (O_CREAT | __O_TMPFILE)) {        \
        va_list more;                               \
        va_start(more, flags);                      \
        mode = va_arg(more, mode_t);                \
        va_end(more);                               \
    }

int open(const char *path, int flags, ...) { MODE(flags) return opening(path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return opening(path, flags, mode); }
int __open_2(const char *path, int flags) { return opening(path, flags, 0); }
int __open64_2(const char *path, int flags) { return opening(path, flags, 0); }
int creat(const char *path, mode_t mode) { return opening(path, O_WRONLY | O_CREAT | O_TRUNC, mode); }

static int opening_at(int folder, const char *path, int flags, mode_t mode) {
    REAL(int, openat64, int, const char *, int, ...);
    if (folder == AT_FDCWD || path[0] == '/') return opening(path, flags, mode);
    return real(folder, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...) { MODE(flags) return opening_at(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE(flags) return opening_at(folder, path, flags, mode); }

int unlink(const char *path) {
    REAL(int, unlink, const char *);
    char full[PATH_MAX];
    struct stat about;
    if (!watched(path, full) || lstat(full, &about) || !S_ISREG(about.st_mode)) return real(path);
    if (spoiled('f')) return -1;
    pthread_mutex_lock(&turn);
    note(UNLINK, about.st_ino, 0, 0, NULL, 0, full, strlen(full));
    keep(full, about.st_ino);
    int done = real(path);
    pthread_mutex_unlock(&turn);
    return done;
}

int link(const char *from, const char *to) {
    REAL(int, link, const char *, const char *);
    char full_from[PATH_MAX], full_to[PATH_MAX];
    struct stat about;
    int done = real(from, to), error = errno;
    if (!done && watched(to, full_to)) {
        if (!watched(from, full_from) || stat(full_to, &about)) blind("a link across the border");
        pthread_mutex_lock(&turn);
        note(CREATE, about.st_ino, 0, 0, NULL, 0, full_to, strlen(full_to));
        pthread_mutex_unlock(&turn);
    }
    errno = error;
    return done;
}

int rename(const char *from, const char *to) {
    REAL(int, rename, const char *, const char *);
    char full_from[PATH_MAX], full_to[PATH_MAX];
    struct stat about, gone;
    int out = watched(from, full_from), in = watched(to, full_to);
    if (!out && !in) return real(from, to);
    if (out != in || lstat(full_from, &about) || !S_ISREG(about.st_mode)) blind("a rename across the border");
    if (spoiled('f')) return -1;
    pthread_mutex_lock(&turn);
    int replaced = !lstat(full_to, &gone);
    note(RENAME, about.st_ino, replaced ? gone.st_ino : 0, 0, full_from, strlen(full_from), full_to, strlen(full_to));
    if (replaced) keep(full_to, gone.st_ino);
    int done = real(from, to);
    pthread_mutex_unlock(&turn);
    return done;
}

/* -- what would go unseen ------------------------------------------------------------------------------------------- */

ssize_t writev(int fd, const struct iovec *parts, int count) {
    REAL(ssize_t, writev, int, const struct iovec *, int);
    struct stat about;
    if (ours(fd, &about)) blind("writev");
    return real(fd, parts, count);
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
    REAL(ssize_t, pwritev, int, const struct iovec *, int, off_t);
    struct stat about;
    if (ours(fd, &about)) blind("pwritev");
    return real(fd, parts, count, offset);
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
    REAL(int, fallocate, int, int, off_t, off_t);
    struct stat about;
    if (ours(fd, &about)) blind("fallocate");
    return real(fd, mode, offset, length);
}

int posix_fallocate(int fd, off_t offset, off_t length) {
    REAL(int, posix_fallocate, int, off_t, off_t);
    struct stat about;
    if (ours(fd, &about)) blind("posix_fallocate");
    return real(fd, offset, length);
}

ssize_t copy_file_range(int from, off_t *here, int to, off_t *there, size_t length, unsigned flags) {
    REAL(ssize_t, copy_file_range, int, off_t *, int, off_t *, size_t, unsigned);
    struct stat about;
    if (ours(to, &about)) blind("copy_file_range");
    return real(from, here, to, there, length, flags);
}

static void *mapping(void *at, size_t length, int may, int flags, int fd, off_t offset) {
    REAL(void *, mmap64, void *, size_t, int, int, int, off64_t);
    struct stat about;
    if (fd >= 0 && flags & MAP_SHARED && may & PROT_WRITE && ours(fd, &about)) blind("mmap");
    return real(at, length, may, flags, fd, offset);
}

void *mmap(void *at, size_t length, int may, int flags, int fd, off_t offset) {
    return mapping(at, length, may, flags, fd, offset);
}
void *mmap64(void *at, size_t length, int may, int flags, int fd, off64_t offset) {
    return mapping(at, length, may, flags, fd, offset);
}
