/// The points that no other point beats.
enum ParetoFront {
    /// Positions of the points that are on the front: no other is at least as good in everything and better in something.
    ///
    /// - Parameter points: more is better in every member; nil for a point that takes no part.
    static func members(_ points: [[Double]?]) -> Set<Int> {
        Set(
            points.indices.filter { index in
                guard let point = points[index] else { return false }
                return !points.contains { other in other.map { dominates($0, point) } ?? false }
            })
    }

    private static func dominates(_ left: [Double], _ right: [Double]) -> Bool {
        zip(left, right).allSatisfy { $0 >= $1 } && zip(left, right).contains { $0 > $1 }
    }
}
