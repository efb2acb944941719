import Diagnostics

/// The growth of groups, each beside that of what it is held against.
struct GrowthBaseline {
    /// Of what all groups are held against; nil where it is all others of each.
    let rest: GrowthSample?
    private let comparing: GrowthComparing
    private let groups: ComparedGroups

    init(_ comparing: GrowthComparing, _ groups: ComparedGroups) {
        (self.comparing, self.groups) = (comparing, groups)
        rest = groups.base.map(comparing.sample)
    }

    /// A group's growth and that of what it is held against.
    struct Held {
        let own: ComparedGrowth
        let against: ComparedGrowth
        let difference: GrowthDifference?
    }

    func hold(_ index: Int) throws(Diagnostic) -> Held {
        let own = comparing.sample(groups.groups[index].rows)
        let others = rest ?? comparing.sample(groups.others(of: index))
        return Held(own: own.growth, against: others.growth, difference: try comparing.difference(own, less: others))
    }
}
