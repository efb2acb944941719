import Tables
import Workspaces

/// Earlier workspaces. Tables share memory, so that only what a change wrote anew counts.
package struct UndoStack {
    /// Memory that earlier workspaces may hold, in bytes: 2 GiB. The last one is kept whatever it holds.
    package static let byteLimit = 2 << 30
    /// So many changes can be taken back.
    package static let countLimit = 1_000

    private var past: [(workspace: Workspace, label: String)] = []
    /// What `past` holds.
    private var memory = SharedMemory()
    private var future: [(workspace: Workspace, label: String)] = []
    /// Changes too old to take back.
    package private(set) var dropped = 0
    /// How many past changes the journal's base holds already: undoing one of them cannot be done again from the base.
    private var base = 0
    /// Undone changes that the journal could do again.
    private var replayable = 0

    /// Nothing to take back.
    package init() {}

    /// There is a change to take back.
    package var canUndo: Bool { !past.isEmpty }
    /// Memory that earlier workspaces hold, shared parts counted once.
    package var bytes: Int { memory.bytes }

    /// `workspace` as it was before the change that `label` is the text of. What was taken back cannot be done again from
    /// here on.
    package mutating func push(_ workspace: Workspace, label: String) {
        append(workspace, label)
        future = []
        replayable = 0
        trim()
    }

    /// The journal begins anew from the present workspace: it is saved, or kept as a whole.
    package mutating func setBase() {
        base = past.count
        replayable = 0
    }

    /// The workspace before the last change, and that change's text; `isReplayable` when a journal of statements could
    /// do the same from its base.
    package mutating func undo(_ present: Workspace) -> (workspace: Workspace, label: String, isReplayable: Bool)? {
        guard let last = past.popLast() else { return nil }
        memory.remove(last.workspace)
        future.append((present, last.label))
        let isReplayable = past.count >= base
        if isReplayable { replayable += 1 } else { setBase() }
        return (last.workspace, last.label, isReplayable)
    }

    /// The workspace after the change that was taken back last, and that change's text; nil where there is none. `present`
    /// can be gone back to; `isReplayable` as for undo.
    package mutating func redo(_ present: Workspace) -> (workspace: Workspace, label: String, isReplayable: Bool)? {
        guard let next = future.popLast() else { return nil }
        append(present, next.label)
        let isReplayable = replayable > 0
        if isReplayable { replayable -= 1 } else { setBase() }
        return (next.workspace, next.label, isReplayable)
    }

    /// Forgets all changes, those that were taken back too.
    package mutating func clear() { self = UndoStack() }

    private mutating func append(_ workspace: Workspace, _ label: String) {
        past.append((workspace, label))
        memory.add(workspace)
    }

    private mutating func trim() {
        while past.count > UndoStack.countLimit || (past.count > 1 && bytes > UndoStack.byteLimit) {
            memory.remove(past.removeFirst().workspace)
            base = max(0, base - 1)
            dropped += 1
        }
    }
}

/// The size of what several workspaces hold together. Counts uses of each buffer, so that a change costs what its own
/// workspace has and not all that came before.
private struct SharedMemory {
    private(set) var bytes = 0
    private var uses: [ObjectIdentifier: Int] = [:]

    mutating func add(_ workspace: Workspace) {
        for buffer in workspace.buffers {
            let id = ObjectIdentifier(buffer)
            let before = uses[id] ?? 0
            uses[id] = before + 1
            if before == 0 { bytes += buffer.byteCount }
        }
    }

    mutating func remove(_ workspace: Workspace) {
        for buffer in workspace.buffers {
            let id = ObjectIdentifier(buffer)
            let before = uses[id] ?? 0
            uses[id] = before > 1 ? before - 1 : nil
            if before == 1 { bytes -= buffer.byteCount }
        }
    }
}
