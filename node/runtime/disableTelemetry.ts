import { env } from 'node:process';

// onnxruntime reports home from every process since 1.29 unless this is set before its first session. Only the main
// thread's assignment reaches the native library, so whoever starts a worker with sessions imports this file too.
env.ORT_DISABLE_TELEMETRY = '1';
