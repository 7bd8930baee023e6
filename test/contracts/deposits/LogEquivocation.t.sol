// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {DepositLog} from "../../../contracts/deposits/DepositLog.sol";
import {LogBase} from "./LogBase.sol";
import {AgreeingWallet, RefusingWallet} from "./Wallets.sol";

contract LogEquivocationTest is LogBase {
    bytes32 private constant ONE = bytes32(uint256(1));
    bytes32 private constant TWO = bytes32(uint256(2));
    bytes32 private constant THREE = bytes32(uint256(3));

    function test_twoSignedRootsOfOneSizeAreAFault() public {
        vm.expectEmit(address(_log));
        emit DepositLog.EquivocationProven(LOG, 9, ONE, TWO);
        _log.proveEquivocation(LOG, _signed(9, ONE), _signed(9, TWO));
        assert(_log.faultsOf(LOG) == 1);
        assert(_log.faultsOf(OTHER_LOG) == 0);
    }

    function test_theAnchoredHeadSpeaksWithoutASignature() public {
        _anchor(ONE, 9);
        _log.proveEquivocation(LOG, _newest(9, ONE), _signed(9, TWO));
        _log.proveEquivocation(LOG, _signed(9, THREE), _newest(9, ONE));
        assert(_log.faultsOf(LOG) == 2);
    }

    function test_onlyTheNewestHeadSpeaksWithoutASignature() public {
        _anchor(ONE, 9);
        _anchor(TWO, 10);
        DepositLog.SignedHead memory signed = _signed(9, THREE);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 9, ONE));
        _log.proveEquivocation(LOG, _newest(9, ONE), signed);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 9, TWO));
        _log.proveEquivocation(LOG, _newest(9, TWO), signed);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 9, ONE));
        _log.proveEquivocation(LOG, signed, _newest(9, ONE));
        signed = _signed(10, THREE);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 10, ONE));
        _log.proveEquivocation(LOG, _newest(10, ONE), signed);
        assert(_log.faultsOf(LOG) == 0);
    }

    function test_anEmptyLogHasNoHead() public {
        DepositLog.SignedHead memory signed = _signed(0, ONE);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadNotAnchored.selector, LOG, 0, bytes32(0)));
        _log.proveEquivocation(LOG, _newest(0, 0), signed);
    }

    function test_oneRootTwiceIsNoFault() public {
        _anchor(ONE, 9);
        DepositLog.SignedHead memory signed = _signed(9, ONE);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadsAgree.selector, LOG, 9, ONE));
        _log.proveEquivocation(LOG, _newest(9, ONE), signed);
    }

    function test_rootsOfTwoSizesAreNoFault() public {
        DepositLog.SignedHead memory a = _signed(9, ONE);
        DepositLog.SignedHead memory b = _signed(10, TWO);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.SizesDiffer.selector, 9, 10));
        _log.proveEquivocation(LOG, a, b);
    }

    function test_twoHeadsCountOnceInEitherOrder() public {
        DepositLog.SignedHead memory a = _signed(9, ONE);
        DepositLog.SignedHead memory b = _signed(9, TWO);
        _log.proveEquivocation(LOG, a, b);
        bytes memory known = abi.encodeWithSelector(DepositLog.FaultKnown.selector, LOG, _faultOf(9, ONE, 9, TWO));
        vm.expectRevert(known);
        _log.proveEquivocation(LOG, a, b);
        vm.expectRevert(known);
        _log.proveEquivocation(LOG, b, a);
        assert(_log.faultsOf(LOG) == 1);
        _log.proveEquivocation(LOG, a, _signed(9, THREE));
        assert(_log.faultsOf(LOG) == 2);
    }

    function test_strangersSignNothingForALog() public {
        DepositLog.SignedHead memory own = _signed(9, ONE);
        DepositLog.SignedHead memory foreign = _signed(OTHER_KEY, LOG, 9, TWO);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.SignerForeign.selector, vm.addr(OTHER_KEY), LOG));
        _log.proveEquivocation(LOG, own, foreign);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.SignerForeign.selector, vm.addr(OTHER_KEY), LOG));
        _log.proveEquivocation(LOG, foreign, own);
    }

    function test_logZeroIsNobodys() public {
        DepositLog.SignedHead memory a = _signed(5, 0, 9, ONE);
        DepositLog.SignedHead memory b = _signed(5, 0, 9, TWO);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.SignerForeign.selector, vm.addr(5), 0));
        _log.proveEquivocation(0, a, b);
    }

    /// A signature holds for its log, size, root, signer, contract and chain only.
    function test_signaturesAreNotReplayed() public {
        DepositLog.SignedHead memory own = _signed(9, ONE);
        bytes memory invalid = abi.encodeWithSelector(DepositLog.HeadSignatureInvalid.selector, vm.addr(KEY), 9, TWO);
        DepositLog.SignedHead memory other = _signed(KEY, OTHER_LOG, 9, TWO);
        vm.expectRevert(invalid);
        _log.proveEquivocation(LOG, own, other);
        other = _signed(8, TWO);
        other.size = 9;
        vm.expectRevert(invalid);
        _log.proveEquivocation(LOG, own, other);
        other = _signed(9, THREE);
        other.root = TWO;
        vm.expectRevert(invalid);
        _log.proveEquivocation(LOG, own, other);
        other = _signed(OTHER_KEY, LOG, 9, TWO);
        other.signer = vm.addr(KEY);
        vm.expectRevert(invalid);
        _log.proveEquivocation(LOG, own, other);
        other = _signed(9, TWO);
        other.signature = new bytes(64);
        vm.expectRevert(invalid);
        _log.proveEquivocation(LOG, own, other);
        other = _signed(9, TWO);
        vm.chainId(99);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadSignatureInvalid.selector, vm.addr(KEY), 9, ONE));
        _log.proveEquivocation(LOG, own, other);
    }

    function test_aReplacedAccountStillSpeaksForWhatItSigned() public {
        _operators.replace(vm.addr(KEY));
        _log.proveEquivocation(LOG, _signed(9, ONE), _signed(9, TWO));
        assert(_log.faultsOf(LOG) == 1);
    }

    /// Whoever stole a key that was replaced since signs what it likes: the owner loses neither log nor stake by it.
    function test_aThiefOfAReplacedKeyClosesAndSlashesNothing() public {
        _operators.replace(vm.addr(KEY));
        _operators.set(vm.addr(5), LOG);
        DepositLog.SignedHead memory own = _signed(5, LOG, 9, ONE);
        _log.proveEquivocation(LOG, own, _signed(9, TWO));
        assert(_log.faultsOf(LOG) == 1 && !_log.isClosed(LOG) && _operators.slashes() == 0);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.FaultKnown.selector, LOG, _faultOf(9, ONE, 9, TWO)));
        _log.proveEquivocation(LOG, own, _signed(9, TWO));
        // The same two heads, both by the present account, are no thief's; they are counted once all the same.
        _log.proveEquivocation(LOG, own, _signed(5, LOG, 9, TWO));
        assert(_log.faultsOf(LOG) == 1 && _log.isClosed(LOG) && _operators.slashes() == 1);
    }

    function test_aFaultClosesTheLogAndCostsATenthOnce() public {
        bytes32 fault = _faultOf(9, ONE, 9, TWO);
        vm.expectEmit(address(_log));
        emit DepositLog.LogFaulted(LOG, fault);
        _log.proveEquivocation(LOG, _signed(9, ONE), _signed(9, TWO));
        assert(_operators.slashes() == 1 && _log.isClosed(LOG) && !_log.isClosed(OTHER_LOG));
        assert(_operators.lastSlash() == keccak256(abi.encode(address(_log), LOG, 1_000, uint256(fault))));
        vm.expectRevert(abi.encodeWithSelector(DepositLog.LogClosed.selector, LOG));
        _anchor(ONE, 20);
        _log.proveEquivocation(LOG, _signed(9, ONE), _signed(9, THREE));
        assert(_operators.slashes() == 1 && _log.faultsOf(LOG) == 2);
    }

    function test_onlyADecisionReopensALog() public {
        vm.prank(address(0x71));
        vm.expectRevert(abi.encodeWithSelector(DepositLog.LogOpen.selector, LOG));
        _log.reopen(LOG);
        _log.proveEquivocation(LOG, _signed(9, ONE), _signed(9, TWO));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        _log.reopen(LOG);
        vm.expectEmit(address(_log));
        emit DepositLog.LogReopened(LOG);
        vm.prank(address(0x71));
        _log.reopen(LOG);
        _anchor(ONE, 20);
        assert(!_log.isClosed(LOG));
    }

    function test_contractAccountsAreAsked() public {
        address agreeing = address(new AgreeingWallet());
        address refusing = address(new RefusingWallet());
        _operators.set(agreeing, LOG);
        _operators.set(refusing, LOG);
        DepositLog.SignedHead memory own = _signed(9, ONE);
        vm.expectRevert(abi.encodeWithSelector(DepositLog.HeadSignatureInvalid.selector, refusing, 9, TWO));
        _log.proveEquivocation(LOG, own, DepositLog.SignedHead(TWO, 9, refusing, hex"12"));
        _log.proveEquivocation(LOG, own, DepositLog.SignedHead(TWO, 9, agreeing, hex"12"));
        assert(_log.faultsOf(LOG) == 1);
    }
}
