/** Log lines without secrets, full of what looks like one: hashes, ids, images, versions, addresses, stack traces. */
import { createLot, DIGITS, HEX, LOWER, MIXED, type Lot } from './lot.js';

const uuid = (lot: Lot) => [8, 4, 4, 4, 12].map((length) => lot.text(HEX, length)).join('-');
const hex = (lot: Lot, length: number) => lot.text(HEX, length);
const ip = (lot: Lot) => [0, 0, 0, 0].map(() => lot.number(256)).join('.');
const time = (lot: Lot) =>
  `2026-0${1 + lot.number(9)}-1${lot.number(10)}T1${lot.number(10)}:${10 + lot.number(50)}:${10 + lot.number(50)}.${100 + lot.number(900)}Z`;
const service = (lot: Lot) =>
  lot.pick(['checkout', 'cart', 'payment-gateway', 'auth', 'token-service', 'search']);
const pod = (lot: Lot) =>
  `${service(lot)}-${lot.text(HEX, 10)}-${lot.text('bcdfghjklmnpqrstvwxz2456789', 5)}`;
const method = (lot: Lot) => lot.pick(['GET', 'POST', 'PUT', 'DELETE']);
const base64 = (lot: Lot, length: number) => `${lot.text(`${MIXED}+/`, length)}==`;

const LINES: readonly [(lot: Lot) => string, ...((lot: Lot) => string)[]] = [
  (lot) => `${time(lot)} INFO ${pod(lot)} request_id=${uuid(lot)} status=200 duration_ms=${lot.number(9000)}`,
  (lot) =>
    `level=warn ts=${time(lot)} trace_id=${hex(lot, 32)} span_id=${hex(lot, 16)} msg="slow query" rows=${lot.number(1e6)}`,
  (lot) =>
    `{"level":"error","traceId":"${hex(lot, 32)}","service":"${service(lot)}","msg":"upstream timed out","ts":17${lot.text(DIGITS, 11)}}`,
  (lot) => `Pulled image registry.example.com/shop/${service(lot)}@sha256:${hex(lot, 64)}`,
  (lot) => `HEAD is now at ${hex(lot, 40)} merge branch 'feature/${lot.text(LOWER, 8)}-${lot.number(900)}'`,
  (lot) =>
    `commit ${hex(lot, 40)} deployed as version v${lot.number(9)}.${lot.number(40)}.${lot.number(99)}-rc.${lot.number(9)}+build.${hex(lot, 7)}`,
  (lot) =>
    `${ip(lot)} - - [22/Nov/2026:21:${10 + lot.number(50)}:07 +0000] "${method(lot)} /api/v2/orders/${uuid(lot)}?page=${lot.number(50)}&sort=created_at HTTP/1.1" ${200 + lot.number(300)} ${lot.number(99999)} "-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"`,
  (lot) =>
    `\tat com.example.${service(lot).replaceAll('-', '')}.OrderService$$EnhancerBySpringCGLIB$$${hex(lot, 8)}.place(OrderService.java:${lot.number(900)})`,
  (lot) =>
    `    at async Server.handleRequest (file:///app/dist/server/${lot.text(LOWER, 9)}-${lot.text(MIXED, 8)}.js:${lot.number(900)}:${lot.number(90)})`,
  (lot) =>
    `goroutine ${lot.number(9999)} [running]: main.(*Server).handle(0xc000${hex(lot, 6)}, {0x${hex(lot, 12)}, 0x${hex(lot, 4)}})`,
  (lot) => `background: url(data:image/png;base64,${base64(lot, 120)})`,
  (lot) => `thumbnail="data:image/jpeg;base64,${base64(lot, 200)}" width=64`,
  (lot) =>
    `GET https://cdn.example.com/assets/${lot.text(LOWER, 7)}/${lot.text(MIXED, 22)}.chunk.js?v=${hex(lot, 20)}&utm_source=newsletter&utm_campaign=${lot.text(LOWER, 12)} 304`,
  (lot) => `etag: "${hex(lot, 32)}" content-md5=${base64(lot, 22)} x-request-id: ${uuid(lot)}`,
  (lot) =>
    `Scheduled ${pod(lot)} on node ip-10-${lot.number(256)}-${lot.number(256)}-7.eu-central-1.compute.internal uid=${uuid(lot)}`,
  (lot) =>
    `token expired for client ${lot.text(LOWER, 8)}; tokens_used=${lot.number(90000)} token_type=bearer`,
  (lot) => `user ${lot.number(99999)} changed password: old session ended, password_policy=strong`,
  (lot) => `cache_key=user:${lot.number(99999)}:profile:${hex(lot, 12)} partition_key=${uuid(lot)} ttl=300`,
  (lot) => `authentication failed: invalid password for user "app" (attempt ${lot.number(9)} of 5)`,
  (lot) =>
    `integrity sha512-${base64(lot, 86)} lodash@4.17.${lot.number(30)} resolved in ${lot.number(900)}ms`,
  (lot) => `container ${hex(lot, 64)} exited with code 137 (OOMKilled) after ${lot.number(90000)}s`,
  (lot) =>
    `offset=${lot.text(DIGITS, 12)} partition=${lot.number(64)} topic=orders.v${lot.number(4)} key=${lot.number(99999)} lag=${lot.number(5000)}`,
  (lot) => `kafka message key=${uuid(lot)} order=${lot.text(DIGITS, 10)} event=evt_${lot.text(MIXED, 24)}`,
  (lot) =>
    `payment pi_${lot.text(MIXED, 24)} for cus_${lot.text(MIXED, 14)} succeeded, amount=${lot.number(99999)} EUR`,
  (lot) =>
    `ulid=01H${lot.text('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 23)} shard=${lot.number(16)} took=${lot.number(900)}µs`,
  (lot) =>
    `secret/${service(lot)}-tls mounted at /var/run/secrets/kubernetes.io/serviceaccount revision ${hex(lot, 40)}`,
  (lot) =>
    `WARN secretName: ${service(lot)}-db-credentials not found, secretKeyRef=${service(lot)}-env retry=${lot.number(9)}`,
  (lot) =>
    `connect ${ip(lot)}:5432 via postgres://db.internal:5432/shop?sslmode=require fingerprint=${Array.from({ length: 16 }, () => hex(lot, 2)).join(':')}`,
  (lot) =>
    `http_requests_total{service="${service(lot)}",code="500",pod="${pod(lot)}"} ${lot.number(1e9)} 17${lot.text(DIGITS, 11)}`,
  (lot) =>
    `gc 1${lot.number(99)} @${lot.number(9999)}.${lot.number(999)}s 2%: 0.01${lot.number(9)}+1.${lot.number(99)}+0.00${lot.number(9)} ms clock, 4->5->3 MB +${lot.number(99999999)} bytes`,
];

/** Lines of every kind in turn; the same for the same seed. */
export function ordinaryLines(count: number, seed = 7): string[] {
  const lot = createLot(seed);
  return Array.from({ length: count }, (_, index) => (LINES[index % LINES.length] ?? LINES[0])(lot));
}
