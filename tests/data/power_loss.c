/* What a power cut leaves of the files below a folder: what was synced, and some of what was not.
 *
 * Loaded into the program with LD_PRELOAD. Beside each file below POWER_LOSS_OF it keeps, in POWER_LOSS_TO, a copy that holds what fsync
 * or fdatasync has promised. Of each write that nobody has synced yet, one in POWER_LOSS_LUCK (0: none) reaches the copy at once, in any order:
 * a disk may write what it likes before it is told to. The index in shared memory (-shm) dies with the machine.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#define FILES 32
#define RANGES 8192

struct range { off_t at; size_t length; };
struct file {
    char name[NAME_MAX + 1];
    struct range ranges[RANGES];
    int count;
    int whole;
};

static struct file files[FILES];
static int known;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned luck_state = 1;

static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);
static ssize_t (*real_write)(int, const void *, size_t);
static int (*real_fsync)(int);
static int (*real_fdatasync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);

static void *next(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void) {
    real_pwrite = next("pwrite64");
    real_write = next("write");
    real_fsync = next("fsync");
    real_fdatasync = next("fdatasync");
    real_ftruncate = next("ftruncate64");
    real_unlink = next("unlink");
    const char *seed = getenv("POWER_LOSS_SEED");
    if (seed) luck_state = (unsigned)strtoul(seed, NULL, 10) | 1;
}

/* The name of a file directly below the watched folder, of those that outlive a power cut. */
static int name_in(const char *path, char *name) {
    const char *of = getenv("POWER_LOSS_OF");
    size_t length = of ? strlen(of) : 0;
    if (!length || strncmp(path, of, length) || path[length] != '/') return 0;
    const char *rest = path + length + 1;
    size_t size = strlen(rest);
    if (!size || size > NAME_MAX || strchr(rest, '/')) return 0;
    if (size > 4 && !strcmp(rest + size - 4, "-shm")) return 0;
    strcpy(name, rest);
    return 1;
}

static struct file *file_of(int fd) {
    char link[64], path[PATH_MAX], name[NAME_MAX + 1];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return NULL;
    path[length] = 0;
    if (!name_in(path, name)) return NULL;
    for (int i = 0; i < known; i++)
        if (!strcmp(files[i].name, name)) return &files[i];
    if (known == FILES) return NULL;
    strcpy(files[known].name, name);
    files[known].whole = 1;
    return &files[known++];
}

static int copy_of(const struct file *file) {
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", getenv("POWER_LOSS_TO"), file->name);
    return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static void bring(int from, int to, off_t at, off_t end) {
    char buffer[65536];
    while (at < end) {
        size_t want = end - at < (off_t)sizeof buffer ? (size_t)(end - at) : sizeof buffer;
        ssize_t got = pread(from, buffer, want, at);
        if (got <= 0 || real_pwrite(to, buffer, (size_t)got, at) != got) return;
        at += got;
    }
}

static int lucky(void) {
    const char *one_in = getenv("POWER_LOSS_LUCK");
    unsigned n = one_in ? (unsigned)strtoul(one_in, NULL, 10) : 0;
    luck_state = luck_state * 1103515245u + 12345u;
    return n && (luck_state >> 16) % n == 0;
}

static void wrote(int fd, const void *bytes, size_t length, off_t at) {
    pthread_mutex_lock(&lock);
    struct file *file = file_of(fd);
    if (file) {
        if (file->count == RANGES) file->whole = 1;
        else file->ranges[file->count++] = (struct range){at, length};
        if (lucky()) {
            int to = copy_of(file);
            if (to >= 0) {
                if (real_pwrite(to, bytes, length, at) < 0) perror("power_loss");
                close(to);
            }
        }
    }
    pthread_mutex_unlock(&lock);
}

/* What the system call has made durable goes into the copy before the program hears of it. */
static void synced(int fd) {
    pthread_mutex_lock(&lock);
    struct file *file = file_of(fd);
    struct stat now;
    if (file && fstat(fd, &now) == 0 && S_ISREG(now.st_mode)) {
        int to = copy_of(file);
        if (to >= 0) {
            if (file->whole) bring(fd, to, 0, now.st_size);
            for (int i = 0; i < file->count && !file->whole; i++) {
                off_t end = file->ranges[i].at + (off_t)file->ranges[i].length;
                bring(fd, to, file->ranges[i].at, end < now.st_size ? end : now.st_size);
            }
            if (real_ftruncate(to, now.st_size) < 0) perror("power_loss");
            close(to);
            file->count = 0;
            file->whole = 0;
        }
    }
    pthread_mutex_unlock(&lock);
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off_t at) {
    ssize_t done = real_pwrite(fd, bytes, length, at);
    if (done > 0) wrote(fd, bytes, (size_t)done, at);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) { return pwrite64(fd, bytes, length, at); }

ssize_t write(int fd, const void *bytes, size_t length) {
    off_t at = lseek(fd, 0, SEEK_CUR);
    ssize_t done = real_write(fd, bytes, length);
    if (done > 0 && at >= 0) wrote(fd, bytes, (size_t)done, at);
    return done;
}

int fsync(int fd) {
    int done = real_fsync(fd);
    if (done == 0) synced(fd);
    return done;
}

int fdatasync(int fd) {
    int done = real_fdatasync(fd);
    if (done == 0) synced(fd);
    return done;
}

int unlink(const char *path) {
    char name[NAME_MAX + 1], copy[PATH_MAX];
    int done = real_unlink(path);
    if (done == 0 && name_in(path, name)) {
        snprintf(copy, sizeof copy, "%s/%s", getenv("POWER_LOSS_TO"), name);
        real_unlink(copy);
    }
    return done;
}
