/// Chooses how many threads compute, from how much of the processor the engine's own thread gets.
///
/// All threads meet at a barrier after every operation, so one thread that another process has pushed off its core
/// stops them all. On a busy machine fewer threads are faster. The engine's thread using clearly less CPU time than
/// wall time is the sign: it was pushed off itself, or it slept waiting for a partner that was. Then the count is
/// halved; when the thread runs undisturbed it is doubled again to try, and each failed try doubles the time to the
/// next. The answers do not depend on the count.
struct ThreadGovernor {
    /// Steps are judged together until they cover this many seconds.
    static let window = 0.05
    /// Below this share of CPU time the machine is taken to be busy.
    static let busyShare = 0.8
    /// Above this share a lower count may be raised.
    static let freeShare = 0.95
    static let firstPatience = 4
    static let longestPatience = 128

    let maximum: Int
    private(set) var threads: Int
    private var wall = 0.0
    private var cpu = 0.0
    private var freeWindows = 0
    private var patience = ThreadGovernor.firstPatience
    private var windowsSinceRaise = Int.max

    init(maximum: Int) {
        self.maximum = max(1, maximum)
        threads = self.maximum
    }

    /// Takes one step's times in seconds.
    mutating func observe(wall stepWall: Double, cpu stepCPU: Double) {
        wall += stepWall
        cpu += stepCPU
        guard wall >= Self.window else { return }
        let share = cpu / wall
        (wall, cpu) = (0, 0)
        if windowsSinceRaise < Int.max { windowsSinceRaise += 1 }
        if share < Self.busyShare { lower() } else if share > Self.freeShare { raise() }
    }

    private mutating func lower() {
        freeWindows = 0
        guard threads > 1 else { return }
        // A raise that failed at once says the machine is still busy: wait longer before the next.
        patience = windowsSinceRaise <= 2 ? min(patience * 2, Self.longestPatience) : Self.firstPatience
        threads = max(1, threads / 2)
    }

    private mutating func raise() {
        guard threads < maximum else { return }
        freeWindows += 1
        guard freeWindows >= patience else { return }
        freeWindows = 0
        windowsSinceRaise = 0
        threads = min(maximum, threads * 2)
    }
}
