// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AttesterQuorum} from "../../../contracts/identity/AttesterQuorum.sol";
import {TestBase} from "../Vm.sol";

contract AttesterQuorumTest is TestBase {
    bytes32 private constant TYPEHASH = keccak256(
        "Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)"
    );
    uint256 private constant K = 3;
    AttesterQuorum private _quorum;
    uint256[] private _keys;

    function setUp() public {
        // Five attesters, keys sorted by address.
        for (uint256 key = 1; key <= 5; ++key) _keys.push(key);
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = i + 1; j < 5; ++j) {
                if (vm.addr(_keys[j]) < vm.addr(_keys[i])) (_keys[i], _keys[j]) = (_keys[j], _keys[i]);
            }
        }
        address[] memory accounts = new address[](5);
        for (uint256 i = 0; i < 5; ++i) accounts[i] = vm.addr(_keys[i]);
        _quorum = new AttesterQuorum(accounts, K);
    }

    /// A statement holds exactly when k distinct attesters signed it.
    function testFuzz_acceptsExactlyQuorums(address account, bytes32 tag, uint8 subset, bool damaged) public view {
        uint256 size = 0;
        for (uint256 i = 0; i < 5; ++i) if ((subset >> i) & 1 == 1) ++size;
        address[] memory signers = new address[](size);
        bytes[] memory signatures = new bytes[](size);
        uint64 validUntil = uint64(block.timestamp + 1);
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, account, uint8(1), tag, validUntil));
        bytes32 domain = _domain("Tilth AttesterQuorum", address(_quorum));
        uint256 next = 0;
        for (uint256 i = 0; i < 5; ++i) {
            if ((subset >> i) & 1 == 0) continue;
            signers[next] = vm.addr(_keys[i]);
            signatures[next++] = _sign(_keys[i], domain, structHash);
        }
        if (damaged && size > 0) signatures[0][5] ^= 0x01;

        bytes memory evidence = abi.encode(uint8(1), tag, validUntil, signers, signatures);
        bool accepted = true;
        try _quorum.check(account, evidence) {} catch {
            accepted = false;
        }
        assert(accepted == (size >= K && !(damaged && size > 0)));
    }

    /// The same attester never counts twice, wherever the copy stands.
    function testFuzz_neverCountsTwice(uint8 first, uint8 second) public view {
        address[] memory signers = new address[](3);
        bytes[] memory signatures = new bytes[](3);
        uint64 validUntil = uint64(block.timestamp + 1);
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, address(1), uint8(1), bytes32(0), validUntil));
        bytes32 domain = _domain("Tilth AttesterQuorum", address(_quorum));
        uint256[3] memory chosen = [_keys[first % 5], _keys[second % 5], _keys[second % 5]];
        for (uint256 i = 0; i < 3; ++i) {
            signers[i] = vm.addr(chosen[i]);
            signatures[i] = _sign(chosen[i], domain, structHash);
        }
        try _quorum.check(address(1), abi.encode(uint8(1), bytes32(0), validUntil, signers, signatures)) {
            assert(false);
        } catch {
            assert(true);
        }
    }
}
