#ifndef CEDITLINE_H
#define CEDITLINE_H

// libedit behind fixed argument lists: its `el_set` is variadic, which Swift cannot call.
// libedit edits the line; what it would draw is swallowed, because the shell draws.

#include <histedit.h>
#include <stdint.h>

/// A command bound to keys: the key that called it comes in, a CC_ code goes out.
typedef unsigned char (*editline_command)(EditLine *editor, wint_t key);

/// Reads the next key: 1 with the key, 0 at the end of the input, -1 to give up the line.
typedef int (*editline_reader)(EditLine *editor, wchar_t *key);

/// Opens an editor on descriptors 0, 1 and 2 that leaves signals alone. NULL when memory or the terminal fails.
EditLine *editline_open(const char *program, void *client, editline_reader reader);

/// The `client` given to `editline_open`.
void *editline_client(EditLine *editor);

/// Makes `command` known to key bindings as `name`.
void editline_add(EditLine *editor, const char *name, const char *help, editline_command command);

/// Binds a key (in libedit's notation, such as "^A" or "\\e[A") to a command, in vi's command mode too where asked.
void editline_bind(EditLine *editor, const char *key, const char *command, int in_vi_command_mode);

/// Reads ~/.editrc, which may bind keys and choose vi's, but not switch the editor off.
void editline_read_user_bindings(EditLine *editor);

/// Copies the line into `scalars` (as many as fit `capacity`), sets `cursor`, and gives the line's length.
size_t editline_copy(EditLine *editor, uint32_t *scalars, size_t capacity, size_t *cursor);

/// Inserts scalars at the cursor: 0, or -1 when memory fails. A NUL ends them.
int editline_insert(EditLine *editor, const uint32_t *scalars, size_t count);

#endif
