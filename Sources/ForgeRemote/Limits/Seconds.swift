private import ForgeCore

/// Seconds of a clock that does not go back, since the program's first look at it.
enum Seconds {
    private static let origin = ContinuousClock.now

    static var now: Double { origin.duration(to: .now).seconds }
}
