// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {AttesterQuorum} from "../../../contracts/identity/AttesterQuorum.sol";
import {TestBase} from "../Vm.sol";
import {SetAuthority} from "./SetAuthority.sol";

/// @notice A wallet that is a contract (ERC-1271) and agrees to one digest.
contract AgreeingWallet {
    bytes32 private _digest;

    function agree(bytes32 digest) external {
        _digest = digest;
    }

    function isValidSignature(bytes32 digest, bytes calldata) external view returns (bytes4) {
        return digest == _digest ? bytes4(0x1626ba7e) : bytes4(0xffffffff);
    }
}

contract AttesterQuorumTest is TestBase {
    bytes32 private constant TYPEHASH = keccak256(
        "Attestation(address account,uint8 kind,bytes32 tag,uint64 validUntil)"
    );
    uint256 private constant K = 3;
    AttesterQuorum private _quorum;
    uint256[] private _keys;
    address private _authority;

    function setUp() public {
        _authority = address(new SetAuthority());
        // Five attesters, keys sorted by address.
        for (uint256 key = 1; key <= 5; ++key) _keys.push(key);
        for (uint256 i = 0; i < 5; ++i) {
            for (uint256 j = i + 1; j < 5; ++j) {
                if (vm.addr(_keys[j]) < vm.addr(_keys[i])) (_keys[i], _keys[j]) = (_keys[j], _keys[i]);
            }
        }
        address[] memory accounts = new address[](5);
        for (uint256 i = 0; i < 5; ++i) accounts[i] = vm.addr(_keys[i]);
        _quorum = new AttesterQuorum(_authority, accounts, K);
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
        try _quorum.check(account, evidence) returns (uint8, bytes32, uint64, uint64 mask) {
            assert(mask == subset & 0x1f);
        } catch {
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

    function test_listsItsAttestersAndQuorum() public {
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (address(0x11), address(0x12));
        vm.expectEmit();
        emit AttesterQuorum.AttesterListed(address(0x11), 0);
        vm.expectEmit();
        emit AttesterQuorum.AttesterListed(address(0x12), 1);
        AttesterQuorum quorum = new AttesterQuorum(_authority, accounts, 2);
        assert(quorum.quorum() == 2 && quorum.attesters().length == 2 && quorum.attesters()[1] == address(0x12));
        assert(quorum.isAttester(address(0x11)) && !quorum.isAttester(address(0x13)));
    }

    function test_refusesImpossibleQuorumsAndBadLists() public {
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (address(0x11), address(0x11));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.QuorumImpossible.selector, 2, 3));
        new AttesterQuorum(_authority, accounts, 3);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.QuorumImpossible.selector, 2, 0));
        new AttesterQuorum(_authority, accounts, 0);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterInvalid.selector, address(0x11)));
        new AttesterQuorum(_authority, accounts, 1);
        accounts[1] = address(0);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterInvalid.selector, address(0)));
        new AttesterQuorum(_authority, accounts, 1);
    }

    function test_saysWhatWasAttested() public view {
        uint64 end = uint64(block.timestamp + 1);
        (uint8 kind, bytes32 tag, uint64 validUntil, uint64 signers) = _quorum.check(
            address(7),
            _signed(address(7), end, 4)
        );
        assert(kind == 2 && tag == "tag" && validUntil == end && signers == 0xf);
    }

    function test_refusesWithTheReason() public {
        uint64 end = uint64(block.timestamp + 1);
        (address[] memory signers, bytes[] memory signatures) = _signers(address(7), end, 3);

        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestersTooFew.selector, 2, 3));
        _quorum.check(address(7), _signed(address(7), end, 2));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.SignaturesMismatch.selector, 3, 1));
        _quorum.check(address(7), abi.encode(uint8(2), bytes32("tag"), end, signers, new bytes[](1)));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestationInvalid.selector, signers[0]));
        _quorum.check(address(8), abi.encode(uint8(2), bytes32("tag"), end, signers, signatures));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestationInvalid.selector, signers[0]));
        _quorum.check(address(7), abi.encode(uint8(1), bytes32("tag"), end, signers, signatures));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestationInvalid.selector, signers[0]));
        _quorum.check(address(7), abi.encode(uint8(2), bytes32("tag"), end + 1, signers, signatures));

        address second = signers[1];
        signers[1] = address(uint160(signers[0]) + 1);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterUnknown.selector, signers[1]));
        _quorum.check(address(7), abi.encode(uint8(2), bytes32("tag"), end, signers, signatures));
        signers[1] = signers[0];
        signatures[1] = signatures[0];
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.SignersUnordered.selector, signers[0], signers[0]));
        _quorum.check(address(7), abi.encode(uint8(2), bytes32("tag"), end, signers, signatures));
        (signers, signatures) = _signers(address(7), end, 3);
        (signers[0], signers[1]) = (second, signers[0]);
        (signatures[0], signatures[1]) = (signatures[1], signatures[0]);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.SignersUnordered.selector, second, signers[1]));
        _quorum.check(address(7), abi.encode(uint8(2), bytes32("tag"), end, signers, signatures));

        bytes memory evidence = _signed(address(7), end, 3);
        vm.warp(end);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestationExpired.selector, end));
        _quorum.check(address(7), evidence);
    }

    function test_refusesWhatIsNoEvidence() public {
        bytes[3] memory wrong = [bytes(""), bytes(hex"00112233"), bytes("")];
        // Signers that claim to lie behind the end.
        wrong[2] = abi.encode(uint8(1), bytes32("tag"), uint64(1), type(uint256).max, uint256(0));
        for (uint256 i = 0; i < wrong.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.EvidenceMalformed.selector, wrong[i].length));
            _quorum.check(address(7), wrong[i]);
        }
        bytes memory good = _signed(address(7), uint64(block.timestamp + 1), K);
        AttesterQuorum.Evidence memory read = _quorum.decode(good);
        assert(read.kind == 2 && read.tag == bytes32("tag") && read.validUntil == block.timestamp + 1);
        assert(read.signers.length == K && read.signatures.length == K);
    }

    function test_holdsOnItsOwnChainOnly() public {
        uint64 end = uint64(block.timestamp + 1);
        bytes memory evidence = _signed(address(7), end, 3);
        uint256 here = block.chainid;
        vm.chainId(here + 1);
        vm.expectRevert();
        _quorum.check(address(7), evidence);
        vm.chainId(here);
        _quorum.check(address(7), evidence);
    }

    function test_takesTheWordOfContractWallets() public {
        AgreeingWallet wallet = new AgreeingWallet();
        address[] memory signers = new address[](1);
        signers[0] = address(wallet);
        AttesterQuorum quorum = new AttesterQuorum(_authority, signers, 1);
        uint64 end = uint64(block.timestamp + 1);
        bytes memory evidence = abi.encode(uint8(2), bytes32("tag"), end, signers, new bytes[](1));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestationInvalid.selector, address(wallet)));
        quorum.check(address(7), evidence);
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, address(7), uint8(2), bytes32("tag"), end));
        bytes32 domain = _domain("Tilth AttesterQuorum", address(quorum));
        wallet.agree(keccak256(abi.encodePacked(hex"1901", domain, structHash)));
        quorum.check(address(7), evidence);
    }

    /// M7: attesters are replaced one by one and enrolment never closes; what the old one signed is still told from it.
    function test_replacesAnAttesterUnderANewSlot() public {
        (address old, address next) = (vm.addr(_keys[1]), vm.addr(0x99));
        assert(_quorum.slots() == 0x1f && _quorum.slotOf(old) == 1);
        vm.expectEmit(address(_quorum));
        emit AttesterQuorum.AttesterRemoved(old, 1);
        vm.expectEmit(address(_quorum));
        emit AttesterQuorum.AttesterListed(next, 5);
        _quorum.replaceAttester(old, next);
        assert(_quorum.slots() == 0x3d && _quorum.slotOf(next) == 5 && _quorum.isAttester(next));
        assert(!_quorum.isAttester(old) && _quorum.attesters()[1] == next && _quorum.attesters().length == 5);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterUnknown.selector, old));
        _quorum.slotOf(old);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterUnknown.selector, old));
        _quorum.check(address(7), _signed(address(7), uint64(block.timestamp + 1), 3));
    }

    function test_replacesByVoteAndAThirdAQuarterAtMost() public {
        address[] memory accounts = new address[](9);
        for (uint160 i = 0; i < 9; ++i) accounts[i] = address(0x11 + i);
        AttesterQuorum nine = new AttesterQuorum(_authority, accounts, 4);
        vm.prank(address(0x11));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(0x11)));
        nine.replaceAttester(address(0x11), address(0x31));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterUnknown.selector, address(0x99)));
        nine.replaceAttester(address(0x99), address(0x31));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttesterInvalid.selector, address(0x12)));
        nine.replaceAttester(address(0x11), address(0x12));
        vm.warp(90 days);
        for (uint160 i = 0; i < 3; ++i) nine.replaceAttester(address(0x11 + i), address(0x31 + i));
        vm.warp(180 days - 1);
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.TooManyReplaced.selector, 3));
        nine.replaceAttester(address(0x14), address(0x34));
        vm.warp(180 days);
        nine.replaceAttester(address(0x14), address(0x34));
        // Who comes back gets another slot, too.
        nine.replaceAttester(address(0x31), address(0x11));
        assert(nine.slotOf(address(0x11)) == 13 && nine.slots() == 0x3df0);
    }

    function test_aSmallSetReplacesOneAQuarterUntilItsSlotsAreGiven() public {
        address[] memory accounts = new address[](2);
        (accounts[0], accounts[1]) = (address(0x11), address(0x12));
        AttesterQuorum two = new AttesterQuorum(_authority, accounts, 1);
        for (uint160 i = 2; i < 64; ++i) {
            vm.warp(uint256(i) * 90 days);
            two.replaceAttester(address(0x11 + i - 1), address(0x11 + i));
        }
        assert(two.slotOf(address(0x11 + 63)) == 63 && two.slotOf(address(0x11)) == 0);
        vm.warp(64 * 90 days);
        vm.expectRevert(AttesterQuorum.SlotsExhausted.selector);
        two.replaceAttester(address(0x11), address(0x99));
    }

    function testFuzz_aDoubleNeedsMoreThanHalfOfAll(
        uint256 first,
        uint256 second,
        uint8 subset,
        bool swapped
    ) public view {
        bytes32 typehash = keccak256("Double(uint256 first,uint256 second)");
        bytes32 structHash = keccak256(abi.encode(typehash, first, second));
        uint256 size = 0;
        for (uint256 i = 0; i < 5; ++i) if ((subset >> i) & 1 == 1) ++size;
        (address[] memory signers, bytes[] memory signatures) = (new address[](size), new bytes[](size));
        uint256 next = 0;
        for (uint256 i = 0; i < 5; ++i) {
            if ((subset >> i) & 1 == 0) continue;
            signers[next] = vm.addr(_keys[i]);
            signatures[next++] = _sign(_keys[i], _domain("Tilth AttesterQuorum", address(_quorum)), structHash);
        }
        if (swapped) (first, second) = (second, first);
        bool accepted = true;
        try
            _quorum.checkDouble(first, second, abi.encode(uint8(0), bytes32(0), uint64(0), signers, signatures))
        {} catch {
            accepted = false;
        }
        assert(accepted == (size >= 3 && (!swapped || first == second)));
    }

    function test_refusesWhatIsNoEvidenceOfADouble() public {
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.EvidenceMalformed.selector, 3));
        _quorum.checkDouble(1, 2, hex"001122");
        bytes memory few = abi.encode(uint8(0), bytes32(0), uint64(0), new address[](2), new bytes[](2));
        vm.expectRevert(abi.encodeWithSelector(AttesterQuorum.AttestersTooFew.selector, 2, 3));
        _quorum.checkDouble(1, 2, few);
    }

    function _signed(address account, uint64 end, uint256 size) private view returns (bytes memory) {
        (address[] memory signers, bytes[] memory signatures) = _signers(account, end, size);
        return abi.encode(uint8(2), bytes32("tag"), end, signers, signatures);
    }

    function _signers(
        address account,
        uint64 end,
        uint256 size
    ) private view returns (address[] memory signers, bytes[] memory signatures) {
        signers = new address[](size);
        signatures = new bytes[](size);
        bytes32 structHash = keccak256(abi.encode(TYPEHASH, account, uint8(2), bytes32("tag"), end));
        bytes32 domain = _domain("Tilth AttesterQuorum", address(_quorum));
        for (uint256 i = 0; i < size; ++i) {
            signers[i] = vm.addr(_keys[i]);
            signatures[i] = _sign(_keys[i], domain, structHash);
        }
    }
}
