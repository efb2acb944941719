#define _GNU_SOURCE
#include "CEditLine.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Static_assert(sizeof(wchar_t) == sizeof(uint32_t), "a wchar_t holds one Unicode scalar");

/// Takes what libedit draws and lets only the bell through.
static ssize_t swallow(void *cookie, const char *bytes, size_t count) {
    (void)cookie;
    if (memchr(bytes, '\a', count) != NULL) {
        ssize_t rung = write(STDOUT_FILENO, "\a", 1);
        (void)rung;
    }
    return (ssize_t)count;
}

EditLine *editline_open(const char *program, void *client, editline_reader reader) {
    // Lives as long as the editor, of which there is one a process.
    static FILE *sink = NULL;
    if (sink == NULL) {
        cookie_io_functions_t functions = {.read = NULL, .write = swallow, .seek = NULL, .close = NULL};
        sink = fopencookie(NULL, "w", functions);
        if (sink == NULL) return NULL;
    }
    EditLine *editor = el_init_fd(program, stdin, sink, sink, STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO);
    if (editor == NULL) return NULL;
    el_set(editor, EL_CLIENTDATA, client);
    el_set(editor, EL_SIGNAL, 0);
    el_set(editor, EL_EDITOR, "emacs");
    el_wset(editor, EL_GETCFN, reader);
    return editor;
}

void *editline_client(EditLine *editor) {
    void *client = NULL;
    el_get(editor, EL_CLIENTDATA, &client);
    return client;
}

void editline_add(EditLine *editor, const char *name, const char *help, editline_command command) {
    el_set(editor, EL_ADDFN, name, help, command);
}

void editline_bind(EditLine *editor, const char *key, const char *command, int in_vi_command_mode) {
    el_set(editor, EL_BIND, key, command, NULL);
    if (in_vi_command_mode) el_set(editor, EL_BIND, "-a", key, command, NULL);
}

void editline_read_user_bindings(EditLine *editor) {
    el_source(editor, NULL);
    el_set(editor, EL_EDITMODE, 1);
    el_set(editor, EL_SIGNAL, 0);
}

size_t editline_copy(EditLine *editor, uint32_t *scalars, size_t capacity, size_t *cursor) {
    const LineInfoW *line = el_wline(editor);
    size_t length = (size_t)(line->lastchar - line->buffer);
    *cursor = (size_t)(line->cursor - line->buffer);
    memcpy(scalars, line->buffer, (length < capacity ? length : capacity) * sizeof *scalars);
    return length;
}

int editline_insert(EditLine *editor, const uint32_t *scalars, size_t count) {
    if (count == 0) return 0;
    wchar_t *text = malloc((count + 1) * sizeof *text);
    if (text == NULL) return -1;
    memcpy(text, scalars, count * sizeof *text);
    text[count] = L'\0';
    int result = el_winsertstr(editor, text);
    free(text);
    return result;
}
