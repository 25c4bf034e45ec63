/// Where a subscriber stands: a server's life and the number of the last event of it that was seen.
struct EventPosition: Hashable, CustomStringConvertible {
    var epoch: String
    var number: Int

    init(epoch: String, number: Int) {
        self.epoch = epoch
        self.number = number
    }

    /// Reads `epoch-number`, the `id` of an event; nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, SchemaPattern.isID(parts[0]), (1...15).contains(parts[1].utf8.count),
            parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1])
        else { return nil }
        self.init(epoch: String(parts[0]), number: number)
    }

    var description: String { "\(epoch)-\(number)" }
}

/// How a subscription begins: after which event, and whether the subscriber's picture may be trusted before it.
struct EventResumption: Hashable {
    /// Events after this number are wanted.
    let after: Int
    /// Whether what the subscriber saw is of another life of the server, so that it missed an unknown number.
    let isOfAnotherLife: Bool

    /// - Parameters:
    ///   - seen: the last event that the subscriber saw; nil for a new one, who wants what happens from now on.
    ///   - latest: the number of the latest event there is.
    init(seen: EventPosition?, epoch: String, latest: Int) {
        guard let seen else {
            (after, isOfAnotherLife) = (latest, false)
            return
        }
        let isKnown = seen.epoch == epoch && seen.number <= latest
        (after, isOfAnotherLife) = (isKnown ? seen.number : latest, !isKnown)
    }
}
