import Foundation

/// What libFuzzer calls again and again; set before it starts, read by its one thread.
nonisolated(unsafe) private var chosen: FuzzTarget?

/// libFuzzer's own main would leave no place to choose a target.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
    _ count: UnsafeMutablePointer<Int32>,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
    _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// `forge-fuzz TARGET [libFuzzer's options and folders]`
@main
enum FuzzMain {
    static func main() {
        guard CommandLine.arguments.count > 1, let target = FuzzTarget(rawValue: CommandLine.arguments[1]) else {
            let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: "|")
            FileHandle.standardError.write(Data("usage: forge-fuzz \(names) [libFuzzer's options]\n".utf8))
            exit(2)
        }
        chosen = target
        let rest = [CommandLine.arguments[0]] + CommandLine.arguments.dropFirst(2)
        var count = Int32(rest.count)
        // libFuzzer keeps them to the end of the process.
        var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = .allocate(capacity: rest.count + 1)
        for (index, text) in rest.enumerated() { arguments?[index] = strdup(text) }
        arguments?[rest.count] = nil
        exit(
            runFuzzer(&count, &arguments) { bytes, length in
                chosen?.run(bytes.map { Data(bytes: $0, count: length) } ?? Data())
                return 0
            })
    }
}
