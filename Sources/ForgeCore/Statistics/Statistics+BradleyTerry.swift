private import Foundation

/// How strong one of several is, from pairwise comparisons.
package struct Strength: Sendable, Codable, Hashable {
    /// Natural logarithm of its strength; the mean over all is 0.
    package var logStrength: Double
    package var standardError: Double
    /// 95 %, of `logStrength`.
    package var interval: Interval
    /// The chance to win against an average one: 1 / (1 + e^−logStrength).
    package var winChance: Double
}

extension Statistics {
    /// The Bradley–Terry model's strengths by the MM algorithm (Hunter 2004, Annals of Statistics 32:384), with Wald
    /// intervals from the inverse of the information about strengths whose logarithms add up to 0.
    ///
    /// - Parameter wins: [K][K], how often row beat column; a tie is half a win of each. The diagonal is not read.
    /// - Returns: one a row; nil for fewer than two rows, counts that are no numbers of wins, and when no maximum
    ///   exists: some group of them never lost to (or never met) the others (Ford 1957).
    package static func bradleyTerry(_ wins: [[Double]]) -> [Strength]? {
        let count = wins.count
        guard count > 1, wins.allSatisfy({ $0.count == count && $0.allSatisfy { $0 >= 0 && $0.isFinite } }),
            isStronglyConnected(wins)
        else { return nil }
        let logs = maximum(wins)
        guard let covariance = covariance(of: logs, wins) else { return nil }
        return logs.indices.map { index in
            let error = max(0, covariance[index][index]).squareRoot()
            let half = 1.959963984540054 * error
            return Strength(
                logStrength: logs[index], standardError: error,
                interval: Interval(low: logs[index] - half, high: logs[index] + half),
                winChance: 1 / (1 + exp(-logs[index])))
        }
    }

    /// Every one can be reached from every other along wins.
    private static func isStronglyConnected(_ wins: [[Double]]) -> Bool {
        func reachesAll(_ beats: (Int, Int) -> Bool) -> Bool {
            var reached: Set<Int> = [0]
            var waiting = [0]
            while let from = waiting.popLast() {
                for to in wins.indices where to != from && beats(from, to) && reached.insert(to).inserted {
                    waiting.append(to)
                }
            }
            return reached.count == wins.count
        }
        return reachesAll { wins[$0][$1] > 0 } && reachesAll { wins[$1][$0] > 0 }
    }

    private static func maximum(_ wins: [[Double]]) -> [Double] {
        let all = wins.indices
        let total = all.map { i in all.reduce(0) { $1 == i ? $0 : $0 + wins[i][$1] } }
        var strengths = all.map { _ in 1.0 }
        for _ in 0..<100_000 {
            var next = all.map { i in
                total[i]
                    / all.reduce(0) { sum, j in
                        j == i ? sum : sum + (wins[i][j] + wins[j][i]) / (strengths[i] + strengths[j])
                    }
            }
            let mean = exp(next.reduce(0) { $0 + log($1) } / Double(next.count))
            next = next.map { $0 / mean }
            let change = zip(next, strengths).reduce(0) { max($0, abs(log($1.0 / $1.1))) }
            strengths = next
            if change < 1e-13 { break }
        }
        return strengths.map { log($0) }
    }

    /// The inverse of the information on the plane where logarithms add up to 0: (I + J/K)⁻¹ − J/K.
    private static func covariance(of logs: [Double], _ wins: [[Double]]) -> [[Double]]? {
        let count = logs.count
        let share = 1 / Double(count)
        var information = Array(repeating: Array(repeating: share, count: count), count: count)
        for i in logs.indices {
            for j in logs.indices where j != i {
                let p = 1 / (1 + exp(logs[j] - logs[i]))
                let weight = (wins[i][j] + wins[j][i]) * p * (1 - p)
                information[i][i] += weight
                information[i][j] -= weight
            }
        }
        return inverse(information).map { $0.map { $0.map { $0 - share } } }
    }

    /// Gauss–Jordan with row exchanges; nil for a singular matrix.
    private static func inverse(_ matrix: [[Double]]) -> [[Double]]? {
        let count = matrix.count
        var rows = matrix.enumerated().map { index, row in
            row + (0..<count).map { $0 == index ? 1.0 : 0.0 }
        }
        for column in 0..<count {
            guard let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
                abs(rows[pivot][column]) > 1e-300
            else { return nil }
            rows.swapAt(column, pivot)
            let divisor = rows[column][column]
            rows[column] = rows[column].map { $0 / divisor }
            for other in 0..<count where other != column {
                let factor = rows[other][column]
                rows[other] = zip(rows[other], rows[column]).map { $0 - factor * $1 }
            }
        }
        return rows.map { Array($0[count...]) }
    }
}
