/* What do processes and their children use? From /proc; where there is none, nothing is known and all is zero. */
#include "load.h"

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROCESSES = 32768 };

typedef struct {
    int pid, parent, counted;
    Usage used;
} Process;

static Process found[PROCESSES];

static int look(int pid, Process *process) {
    char name[64], text[2048];
    unsigned long user, sys;
    long child_user, child_sys, pages;
    snprintf(name, sizeof name, "/proc/%d/stat", pid);
    FILE *f = fopen(name, "r");
    if (!f) return 0;
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    char *after = strrchr(text, ')');
    if (!after || sscanf(after + 2, "%*c %d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld %*d %*d %*d %*d %*u %*u %ld",
                         &process->parent, &user, &sys, &child_user, &child_sys, &pages) != 6)
        return 0;
    process->pid = pid;
    process->used.cpu_seconds = (double)(user + sys + child_user + child_sys) / sysconf(_SC_CLK_TCK);
    process->used.rss_bytes = (double)pages * sysconf(_SC_PAGESIZE);
    return 1;
}

static int all(void) {
    int n = 0;
    DIR *folder = opendir("/proc");
    struct dirent *entry;
    if (!folder) return 0;
    while ((entry = readdir(folder)) && n < PROCESSES) {
        if (!isdigit((unsigned char)entry->d_name[0])) continue;
        memset(&found[n], 0, sizeof found[n]);
        n += look(atoi(entry->d_name), &found[n]);
    }
    closedir(folder);
    return n;
}

static int count_children(int n) {
    int more = 0;
    for (int i = 0; i < n; i++)
        for (int j = 0; j < n && !found[i].counted; j++)
            if (found[j].counted && found[i].parent == found[j].pid) found[i].counted = more = 1;
    return more;
}

/* Returns what the named processes (separated by commas) and all below them use. */
Usage usage(const char *pids) {
    Usage sum = {0, 0};
    int n = all();
    char *list = strdup(pids), *rest = NULL;
    for (char *pid = strtok_r(list, ",", &rest); pid; pid = strtok_r(NULL, ",", &rest))
        for (int i = 0; i < n; i++) found[i].counted |= found[i].pid == atoi(pid);
    free(list);
    while (count_children(n)) {}
    for (int i = 0; i < n; i++) {
        if (!found[i].counted) continue;
        sum.cpu_seconds += found[i].used.cpu_seconds;
        sum.rss_bytes += found[i].used.rss_bytes;
    }
    return sum;
}
