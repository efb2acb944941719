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

    package init() {}

    package var canUndo: Bool { !past.isEmpty }
    package var canRedo: Bool { !future.isEmpty }
    package var depth: Int { past.count }

    package mutating func push(_ workspace: Workspace, label: String) {
        past.append((workspace, label))
        future = []
        trim()
    }

    /// The workspace before the last change, and that change's text.
    package mutating func undo(_ present: Workspace) -> (workspace: Workspace, label: String)? {
        guard let last = past.popLast() else { return nil }
        future.append((present, last.label))
        return last
    }

    package mutating func redo(_ present: Workspace) -> (workspace: Workspace, label: String)? {
        guard let next = future.popLast() else { return nil }
        past.append((present, next.label))
        return next
    }

    package mutating func clear() { self = UndoStack() }

    private mutating func trim() {
        while past.count > UndoStack.countLimit || (past.count > 1 && bytes > UndoStack.byteLimit) {
            past.removeFirst()
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
