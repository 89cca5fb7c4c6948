/** One line on the error stream: the standard output is for the one line that says where the server listens. */
export function writeLog(level: string, source: string, message: string): void {
  process.stderr.write(
    `${new Date().toISOString()} ${level} [${process.pid} ${source}] ${message}\n`,
  );
}
