// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {HashTree} from "./HashTree.sol";
import {LogBase} from "./LogBase.sol";
import {RefusingWallet} from "./Wallets.sol";

/// @notice Every head that was ever anchored stays provable (finding M9: an operator that never signs rewrote its log freely).
contract LogHistoryTest is LogBase {
    DepositLog.AnchoredHead[] private _heads;

    function _grow(bytes32 root) private {
        uint64 size = uint64(_heads.length) + 1;
        _heads.push(DepositLog.AnchoredHead(size, root));
        _anchor(root, size);
    }

    /// The end of a chain before a head, and the heads from it to the end of the chain.
    function _proof(uint256 index) private view returns (bytes19 before, DepositLog.AnchoredHead[] memory heads) {
        uint256 first = (index / 256) * 256;
        uint256 last = first + 256 < _heads.length ? first + 256 : _heads.length;
        for (uint256 i = first; i < index; ++i) {
            before = bytes19(keccak256(abi.encode(before, _heads[i].size, _heads[i].root)));
        }
        heads = new DepositLog.AnchoredHead[](last - index);
        for (uint256 i = index; i < last; ++i) heads[i - index] = _heads[i];
    }

    function _show(uint256 index) private {
        (bytes19 before, DepositLog.AnchoredHead[] memory heads) = _proof(index);
        _log.showAnchored(LOG, index / 256, before, heads);
    }

    function test_twoAnchoredHeadsProveARewriteWithoutASignature() public {
        bytes32[] memory honest = HashTree.leavesOf(1, 2);
        bytes32[] memory changed = HashTree.leavesOf(1, 4);
        changed[1] = bytes32(uint256(0xbad));
        _grow("zero");
        _grow(HashTree.root(honest));
        _grow("two");
        _grow(HashTree.root(changed));
        for (uint256 i = 0; i < 20; ++i) _grow(bytes32(i + 1));
        DepositLog.SignedHead memory a = _newest(2, HashTree.root(honest));
        DepositLog.SignedHead memory b = _newest(4, HashTree.root(changed));
        DepositLog.Inclusion memory inA = DepositLog.Inclusion(honest[1], HashTree.path(honest, 1));
        DepositLog.Inclusion memory inB = DepositLog.Inclusion(changed[1], HashTree.path(changed, 1));
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 2, a.root));
        _log.proveRewrite(LOG, 1, a, inA, b, inB);
        vm.expectEmit(address(_log));
        emit DepositLog.AnchorShown(LOG, 2, a.root);
        _show(1);
        _show(3);
        _log.proveRewrite(LOG, 1, a, inA, b, inB);
        assert(_log.isClosed(LOG) && _operators.slashes() == 1);
    }

    /// Finding L8: a contract account that disowns what it signed is bound by what it anchored.
    function test_aContractAccountIsBoundByItsAnchors() public {
        address wallet = address(new RefusingWallet());
        _operators.set(wallet, LOG);
        bytes32[] memory honest = HashTree.leavesOf(1, 2);
        bytes32[] memory changed = HashTree.leavesOf(1, 4);
        changed[0] = bytes32(uint256(0xbad));
        vm.startPrank(wallet);
        _log.anchor(HashTree.root(honest), 2, "");
        _log.anchor(HashTree.root(changed), 4, "");
        vm.stopPrank();
        _heads.push(DepositLog.AnchoredHead(2, HashTree.root(honest)));
        _heads.push(DepositLog.AnchoredHead(4, HashTree.root(changed)));
        _show(0);
        _log.proveRewrite(
            LOG,
            0,
            _newest(2, _heads[0].root),
            DepositLog.Inclusion(honest[0], HashTree.path(honest, 0)),
            _newest(4, _heads[1].root),
            DepositLog.Inclusion(changed[0], HashTree.path(changed, 0))
        );
        assert(_log.isClosed(LOG));
    }

    function testFuzz_everyAnchoredHeadIsShown(uint256 count, uint256 index) public {
        count = _bound(count, 1, 600);
        index = _bound(index, 0, count - 1);
        for (uint256 i = 0; i < count; ++i) _grow(keccak256(abi.encode(i)));
        _show(index);
        DepositLog.SignedHead memory shown = _newest(_heads[index].size, _heads[index].root);
        DepositLog.SignedHead memory other = _signed(_heads[index].size, "other");
        _log.proveEquivocation(LOG, shown, other);
        assert(_log.faultsOf(LOG) == 1);
    }

    /// Nothing but what was anchored is shown: no other head, order, log or chain, and no part of a chain.
    function test_whatWasNotAnchoredIsNotShown() public {
        for (uint256 i = 0; i < 5; ++i) _grow(keccak256(abi.encode(i)));
        (bytes19 before, DepositLog.AnchoredHead[] memory heads) = _proof(2);
        _refuses(LOG, 1, before, heads);
        _refuses(OTHER_LOG, 0, before, heads);
        _refuses(LOG, 0, bytes19(uint152(1)), heads);
        _refuses(LOG, 0, before, new DepositLog.AnchoredHead[](0));
        _refuses(OTHER_LOG, 0, 0, new DepositLog.AnchoredHead[](0));
        (heads[0], heads[1]) = (heads[1], heads[0]);
        _refuses(LOG, 0, before, heads);
        (heads[0], heads[1]) = (heads[1], heads[0]);
        heads[0].root = "other";
        _refuses(LOG, 0, before, heads);
        (, heads) = _proof(2);
        ++heads[0].size;
        _refuses(LOG, 0, before, heads);
        _show(2);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 2, _heads[1].root));
        _log.proveEquivocation(LOG, _newest(2, _heads[1].root), _newest(2, _heads[2].root));
    }

    function _refuses(uint256 logId, uint256 chain, bytes19 before, DepositLog.AnchoredHead[] memory heads) private {
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadsNotInChain.selector, logId, chain));
        _log.showAnchored(logId, chain, before, heads);
    }
}
