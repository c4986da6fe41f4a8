/* Writes down, in their order, what a process does to the files under LOIAL_TRACE_DIR and what it tells its sockets:
 * LOIAL_TRACE_FILE gets one head and its bytes for each call that succeeded. Built and preloaded by tracer.ts; never
 * part of the product. One lock is held over the call and its note, so that the order is exactly the order of effects.
 * While the file that LOIAL_DISK_FULL names is there, nothing under LOIAL_TRACE_DIR grows: ENOSPC, as on a full disk.
 * mmap is not seen: only SQLite's -shm is written so, and that is worth nothing after a power cut anyway. */
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
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { OPENED = 1, WROTE, RESIZED, SYNCED, RENAMED, UNLINKED, MADE_FOLDER, TOLD };
enum { CREATED = 1, EMPTIED = 2, FOLDER = 4 };
enum { MOST_FDS = 4096 };

struct head {
  uint32_t type;
  int32_t thread; /* 0: the process's first thread */
  int32_t fd;
  uint32_t length; /* of the bytes that follow: data, or a path, or two with a zero byte between */
  uint64_t at;     /* offset, size, or flags */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int note_fd = -1;
static const char *under;
static const char *full;
static size_t under_length;
static unsigned char traced[MOST_FDS];

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("LOIAL_TRACE_FILE");
  under = getenv("LOIAL_TRACE_DIR");
  full = getenv("LOIAL_DISK_FULL");
  if (!file || !under) return;
  under_length = strlen(under);
  note_fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static void note(uint32_t type, int fd, uint64_t at, const void *bytes, size_t length) {
  long thread = syscall(SYS_gettid);
  struct head head = {type, thread == getpid() ? 0 : (int32_t)thread, fd, (uint32_t)length, at};
  struct iovec parts[2] = {{&head, sizeof head}, {(void *)bytes, length}};
  syscall(SYS_writev, note_fd, parts, 2);
}

static int is_ours(const char *path) {
  return note_fd >= 0 && path && strncmp(path, under, under_length) == 0 &&
         (path[under_length] == '/' || path[under_length] == 0);
}

static int is_traced(int fd) { return note_fd >= 0 && fd >= 0 && fd < MOST_FDS && traced[fd]; }

/* Whether the disk is full and a write or truncation to this end would need room; sets errno. */
static int lacks_room(int fd, uint64_t end) {
  struct stat about;
  if (!full || syscall(SYS_faccessat, AT_FDCWD, full, F_OK) != 0) return 0;
  if (fstat(fd, &about) != 0 || end <= (uint64_t)about.st_size) return 0;
  errno = ENOSPC;
  return 1;
}

/* The path that a descriptor of a folder and a name in it make. */
static const char *beside(int folder, const char *path, char *made) {
  if (folder == AT_FDCWD || !path || path[0] == '/') return path;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  long n = syscall(SYS_readlinkat, AT_FDCWD, link, made, PATH_MAX - NAME_MAX - 2);
  if (n < 0) return path;
  snprintf(made + n, NAME_MAX + 2, "/%s", path);
  return made;
}

static int opening(int folder, const char *path, int flags, mode_t mode) {
  char made[PATH_MAX];
  const char *whole = beside(folder, path, made);
  if (!is_ours(whole)) {
    int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
    if (fd >= 0 && fd < MOST_FDS) traced[fd] = 0;
    return fd;
  }
  pthread_mutex_lock(&lock);
  int was_there = syscall(SYS_faccessat, AT_FDCWD, whole, F_OK) == 0;
  int fd = (int)syscall(SYS_openat, folder, path, flags, mode);
  if (fd >= MOST_FDS) abort();
  if (fd >= 0) {
    struct stat about;
    uint64_t how = 0;
    if (!was_there) how |= CREATED;
    else if ((flags & O_TRUNC) && (flags & O_ACCMODE) != O_RDONLY) how |= EMPTIED;
    if (fstat(fd, &about) == 0 && S_ISDIR(about.st_mode)) how |= FOLDER;
    traced[fd] = 1;
    note(OPENED, fd, how, whole, strlen(whole));
  }
  int error = errno;
  pthread_mutex_unlock(&lock);
  errno = error;
  return fd;
}

#define MODE_OF(flags)                                    \
  mode_t mode = 0;                                        \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                \
    va_list more;                                         \
    va_start(more, flags);                                \
    mode = va_arg(more, mode_t);                          \
    va_end(more);                                         \
  }
int open(const char *path, int flags, ...) { MODE_OF(flags) return opening(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return opening(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE_OF(flags) return opening(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE_OF(flags) return opening(folder, path, flags, mode); }

int close(int fd) {
  if (fd >= 0 && fd < MOST_FDS) traced[fd] = 0;
  return (int)syscall(SYS_close, fd);
}

static void note_parts(uint32_t type, int fd, uint64_t at, const struct iovec *parts, int count, size_t length) {
  char *all = malloc(length ? length : 1);
  size_t have = 0;
  for (int i = 0; i < count && have < length; i++) {
    size_t some = parts[i].iov_len < length - have ? parts[i].iov_len : length - have;
    memcpy(all + have, parts[i].iov_base, some);
    have += some;
  }
  note(type, fd, at, all, have);
  free(all);
}

static ssize_t writing(int fd, const struct iovec *parts, int count) {
  int ours = is_traced(fd);
  struct stat about;
  int talks = !ours && note_fd >= 0 && fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode);
  if (!ours && !talks) return syscall(SYS_writev, fd, parts, count);
  size_t length = 0;
  for (int i = 0; i < count; i++) length += parts[i].iov_len;
  if (ours && lacks_room(fd, (uint64_t)lseek(fd, 0, SEEK_CUR) + length)) return -1;
  pthread_mutex_lock(&lock);
  ssize_t done = syscall(SYS_writev, fd, parts, count);
  int error = errno;
  if (done > 0) {
    uint64_t at = ours ? (uint64_t)(lseek(fd, 0, SEEK_CUR) - done) : 0;
    note_parts(ours ? WROTE : TOLD, fd, at, parts, count, (size_t)done);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) { return writing(fd, parts, count); }
ssize_t write(int fd, const void *data, size_t length) {
  struct iovec part = {(void *)data, length};
  return writing(fd, &part, 1);
}

ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) {
  if (!is_traced(fd)) return syscall(SYS_pwrite64, fd, data, length, at);
  if (lacks_room(fd, (uint64_t)at + length)) return -1;
  pthread_mutex_lock(&lock);
  ssize_t done = syscall(SYS_pwrite64, fd, data, length, at);
  int error = errno;
  if (done > 0) note(WROTE, fd, (uint64_t)at, data, (size_t)done);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return pwrite64(fd, data, length, at); }

int ftruncate64(int fd, off64_t size) {
  if (!is_traced(fd)) return (int)syscall(SYS_ftruncate, fd, size);
  if (lacks_room(fd, (uint64_t)size)) return -1;
  pthread_mutex_lock(&lock);
  int done = (int)syscall(SYS_ftruncate, fd, size);
  int error = errno;
  if (done == 0) note(RESIZED, fd, (uint64_t)size, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

static int syncing(int fd, long call) {
  if (!is_traced(fd)) return (int)syscall(call, fd);
  pthread_mutex_lock(&lock);
  int done = (int)syscall(call, fd);
  int error = errno;
  if (done == 0) note(SYNCED, fd, 0, "", 0);
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}
int fsync(int fd) { return syncing(fd, SYS_fsync); }
int fdatasync(int fd) { return syncing(fd, SYS_fdatasync); }

/* A call on paths that is known by what it was called with; `other` may be missing. */
static int on_path(int done, uint32_t type, const char *path, const char *other) {
  int error = errno;
  if (done == 0) {
    char both[2 * PATH_MAX];
    size_t length = strlen(path);
    memcpy(both, path, length);
    if (other) {
      both[length] = 0;
      memcpy(both + length + 1, other, strlen(other));
      length += 1 + strlen(other);
    }
    note(type, -1, 0, both, length);
  }
  pthread_mutex_unlock(&lock);
  errno = error;
  return done;
}

int rename(const char *from, const char *to) {
  if (!is_ours(from) && !is_ours(to)) return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
  pthread_mutex_lock(&lock);
  return on_path((int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to), RENAMED, from, to);
}

int unlinkat(int folder, const char *path, int flags) {
  char made[PATH_MAX];
  const char *whole = beside(folder, path, made);
  if (!is_ours(whole)) return (int)syscall(SYS_unlinkat, folder, path, flags);
  pthread_mutex_lock(&lock);
  return on_path((int)syscall(SYS_unlinkat, folder, path, flags), UNLINKED, whole, NULL);
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }
int remove(const char *path) {
  int done = unlinkat(AT_FDCWD, path, 0);
  return done != 0 && errno == EISDIR ? unlinkat(AT_FDCWD, path, AT_REMOVEDIR) : done;
}

int mkdir(const char *path, mode_t mode) {
  if (!is_ours(path)) return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  pthread_mutex_lock(&lock);
  return on_path((int)syscall(SYS_mkdirat, AT_FDCWD, path, mode), MADE_FOLDER, path, NULL);
}
