/** What kind of file some bytes are, by their first bytes or by the file's name, and how large a picture is. */

export interface FileType {
  readonly mimetype: string;
  /** Slack's short name for it. */
  readonly filetype: string;
  readonly prettyType: string;
}

const TEXT_TYPES: Record<string, FileType> = {
  md: { mimetype: 'text/markdown', filetype: 'markdown', prettyType: 'Markdown (raw)' },
  markdown: { mimetype: 'text/markdown', filetype: 'markdown', prettyType: 'Markdown (raw)' },
  txt: { mimetype: 'text/plain', filetype: 'text', prettyType: 'Plain Text' },
  log: { mimetype: 'text/plain', filetype: 'text', prettyType: 'Plain Text' },
  csv: { mimetype: 'text/csv', filetype: 'csv', prettyType: 'CSV' },
  json: { mimetype: 'application/json', filetype: 'json', prettyType: 'JSON' },
  yaml: { mimetype: 'text/yaml', filetype: 'yaml', prettyType: 'YAML' },
  yml: { mimetype: 'text/yaml', filetype: 'yaml', prettyType: 'YAML' },
  // Shown as source: a picture format that can carry scripts is never served as a picture.
  svg: { mimetype: 'text/plain', filetype: 'svg', prettyType: 'SVG' },
};

const PNG: FileType = { mimetype: 'image/png', filetype: 'png', prettyType: 'PNG' };
const JPEG: FileType = { mimetype: 'image/jpeg', filetype: 'jpg', prettyType: 'JPEG' };
const GIF: FileType = { mimetype: 'image/gif', filetype: 'gif', prettyType: 'GIF' };
const BINARY: FileType = { mimetype: 'application/octet-stream', filetype: 'binary', prettyType: 'Binary' };

export function detectFileType(name: string, bytes: Buffer): FileType {
  if (bytes.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return PNG;
  if (bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return JPEG;
  if (['GIF87a', 'GIF89a'].includes(bytes.subarray(0, 6).toString('latin1'))) return GIF;
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return (Object.hasOwn(TEXT_TYPES, ending) ? TEXT_TYPES[ending] : undefined) ?? BINARY;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Pixels; undefined for anything that is no whole picture. */
export function pictureSize(type: FileType, bytes: Buffer): PictureSize | undefined {
  if (type === PNG && bytes.length >= 24) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  if (type === GIF && bytes.length >= 10) {
    return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  }
  return type === JPEG ? jpegSize(bytes) : undefined;
}

/** Walks the segments of a JPEG to the one that holds its size (SOF0 to SOF15 without the tables between). */
function jpegSize(bytes: Buffer): PictureSize | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    const marker = bytes.readUInt8(at + 1);
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
