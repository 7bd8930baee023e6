// WebRTC brings React Native (hundreds of megabytes) into a server's dependency tree; nothing here dials over it.
const refuse = () => {
  throw new Error('WebRTC transport is not built in');
};
export const webRTC = refuse;
export const webRTCDirect = refuse;
