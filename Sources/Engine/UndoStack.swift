import Tables
import Workspaces

/// Earlier workspaces. Tables share memory, so that only what a change wrote anew counts.
package struct UndoStack {
    package static let byteLimit = 2 << 30
    package static let countLimit = 1_000

    private var past: [(workspace: Workspace, label: String)] = []
    private var future: [(workspace: Workspace, label: String)] = []
    /// Changes too old to take back.
    package private(set) var dropped = 0
    /// How many past changes the journal's base holds already: undoing one of them cannot be done again from the base.
    private var base = 0
    /// Undone changes that the journal could do again.
    private var replayable = 0

    package init() {}

    package var canUndo: Bool { !past.isEmpty }
    package var canRedo: Bool { !future.isEmpty }
    package var depth: Int { past.count }
    /// Changes since the last save.
    package var depthSinceBase: Int { max(0, past.count - base) }

    package mutating func push(_ workspace: Workspace, label: String) {
        past.append((workspace, label))
        future = []
        replayable = 0
        trim()
    }

    /// The present workspace is in its file: the journal begins anew from it.
    package mutating func setBase() {
        base = past.count
        replayable = 0
    }

    /// The workspace before the last change, and that change's text; `isReplayable` when a journal of statements could
    /// do the same from its base.
    package mutating func undo(_ present: Workspace) -> (workspace: Workspace, label: String, isReplayable: Bool)? {
        guard let last = past.popLast() else { return nil }
        future.append((present, last.label))
        let isReplayable = past.count >= base
        if isReplayable { replayable += 1 } else { setBase() }
        return (last.workspace, last.label, isReplayable)
    }

    package mutating func redo(_ present: Workspace) -> (workspace: Workspace, label: String, isReplayable: Bool)? {
        guard let next = future.popLast() else { return nil }
        past.append((present, next.label))
        let isReplayable = replayable > 0
        if isReplayable { replayable -= 1 } else { setBase() }
        return (next.workspace, next.label, isReplayable)
    }

    package mutating func clear() { self = UndoStack() }

    private mutating func trim() {
        while past.count > UndoStack.countLimit || (past.count > 1 && bytes > UndoStack.byteLimit) {
            past.removeFirst()
            base = max(0, base - 1)
            dropped += 1
        }
    }

    /// Memory that earlier workspaces hold, shared parts counted once.
    private var bytes: Int {
        var seen: Set<ObjectIdentifier> = []
        var total = 0
        for entry in past {
            for named in entry.workspace.tables {
                for field in named.table.fields where seen.insert(ObjectIdentifier(field.column.buffer)).inserted {
                    total += field.column.buffer.byteCount
                }
            }
        }
        return total
    }
}
