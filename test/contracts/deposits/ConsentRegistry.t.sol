// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ConsentRegistry} from "../../../contracts/deposits/ConsentRegistry.sol";
import {IIdentityRegistry} from "../../../contracts/identity/IIdentityRegistry.sol";
import {TestBase} from "../Vm.sol";
import {Bindings, ConsentBase} from "./ConsentBase.sol";
import {AgreeingWallet, ExactWallet, GreedyWallet, RefusingWallet, RevertingWallet} from "./Wallets.sol";

contract ConsentRegistryTest is ConsentBase {
    function _refusesWithdrawal(address depositor, bytes memory signature, bytes memory error) private {
        vm.expectRevert(error);
        _registry.withdraw(DEPOSIT, depositor, signature);
    }

    function _invalid(address depositor) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ConsentRegistry.ConsentSignatureInvalid.selector, depositor);
    }

    function test_nothingIsChangedAtFirst() public view {
        assert(!_registry.isWithdrawn(DEPOSIT, _ana));
        _assertTier(DEPOSIT, _ana, false, 0, 0);
        _assertHead(0, 0);
    }

    function test_aSignedWithdrawalMayBeRelayed() public {
        bytes memory signature = _withdrawal(1, DEPOSIT, _ana);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.Withdrawn(DEPOSIT, _ana);
        vm.prank(_bako);
        _registry.withdraw(DEPOSIT, _ana, signature);
        assert(_registry.isWithdrawn(DEPOSIT, _ana));
        assert(!_registry.isWithdrawn(SECOND, _ana));
        assert(!_registry.isWithdrawn(DEPOSIT, _bako));
    }

    function test_withdrawnIsForGood() public {
        _withdraw(1, DEPOSIT);
        bytes memory gone = abi.encodeWithSelector(ConsentRegistry.AlreadyWithdrawn.selector, DEPOSIT, _ana);
        _refusesWithdrawal(_ana, _withdrawal(1, DEPOSIT, _ana), gone);
        bytes memory change = _tierChange(1, DEPOSIT, _ana, 0, 9);
        vm.expectRevert(gone);
        _registry.changeTier(DEPOSIT, _ana, 0, 9, change);
        assert(_registry.isWithdrawn(DEPOSIT, _ana));
        _assertTier(DEPOSIT, _ana, false, 0, 0);
    }

    function test_nobodyElseWithdraws() public {
        _refusesWithdrawal(_ana, _withdrawal(2, DEPOSIT, _ana), _invalid(_ana));
        _refusesWithdrawal(_ana, _withdrawal(1, SECOND, _ana), _invalid(_ana));
        _refusesWithdrawal(_ana, _withdrawal(1, DEPOSIT, _bako), _invalid(_ana));
        _refusesWithdrawal(_bako, _withdrawal(1, DEPOSIT, _ana), _invalid(_bako));
        _refusesWithdrawal(_ana, "", _invalid(_ana));
        _refusesWithdrawal(address(0), new bytes(65), _invalid(address(0)));
        vm.prank(_ana);
        _refusesWithdrawal(_ana, "", _invalid(_ana));
        assert(!_registry.isWithdrawn(DEPOSIT, _ana));
    }

    function test_signaturesAreOfOneContractAndOneChain() public {
        bytes memory signature = _withdrawal(1, DEPOSIT, _ana);
        ConsentRegistry other = new ConsentRegistry(IIdentityRegistry(address(_people)));
        vm.expectRevert(_invalid(_ana));
        other.withdraw(DEPOSIT, _ana, signature);
        vm.chainId(99);
        _refusesWithdrawal(_ana, signature, _invalid(_ana));
    }

    function test_aTierFollowsTheNewestSignature() public {
        _change(1, DEPOSIT, 2, 0);
        _assertTier(DEPOSIT, _ana, true, 2, 0);
        bytes memory signature = _tierChange(1, DEPOSIT, _ana, 4, 7);
        vm.expectEmit(address(_registry));
        emit ConsentRegistry.TierChanged(DEPOSIT, _ana, 4, 7);
        vm.prank(_bako);
        _registry.changeTier(DEPOSIT, _ana, 4, 7, signature);
        _assertTier(DEPOSIT, _ana, true, 4, 7);
        _assertTier(DEPOSIT, _bako, false, 0, 0);
        _assertTier(SECOND, _ana, false, 0, 0);
        assert(!_registry.isWithdrawn(DEPOSIT, _ana));
    }

    function test_oldSignaturesAreNotReplayed() public {
        _change(1, DEPOSIT, 2, 0);
        bytes memory first = _tierChange(1, DEPOSIT, _ana, 2, 0);
        vm.expectRevert(abi.encodeWithSelector(ConsentRegistry.NonceStale.selector, 0, 0));
        _registry.changeTier(DEPOSIT, _ana, 2, 0, first);
        _change(1, DEPOSIT, 1, 5);
        bytes memory older = _tierChange(1, DEPOSIT, _ana, 0, 4);
        vm.expectRevert(abi.encodeWithSelector(ConsentRegistry.NonceStale.selector, 5, 4));
        _registry.changeTier(DEPOSIT, _ana, 0, 4, older);
        _change(1, DEPOSIT, 0, 6);
        _change(1, DEPOSIT, 3, type(uint64).max);
        _assertTier(DEPOSIT, _ana, true, 3, type(uint64).max);
    }

    function test_thereAreFiveTiers() public {
        bytes memory signature = _tierChange(1, DEPOSIT, _ana, 5, 1);
        vm.expectRevert(abi.encodeWithSelector(ConsentRegistry.TierUnknown.selector, 5));
        _registry.changeTier(DEPOSIT, _ana, 5, 1, signature);
        _change(1, DEPOSIT, 4, 1);
    }

    function test_nobodyElseChangesATier() public {
        bytes memory signature = _tierChange(2, DEPOSIT, _ana, 0, 1);
        vm.expectRevert(_invalid(_ana));
        _registry.changeTier(DEPOSIT, _ana, 0, 1, signature);
        signature = _tierChange(1, DEPOSIT, _ana, 3, 1);
        vm.expectRevert(_invalid(_ana));
        _registry.changeTier(DEPOSIT, _ana, 0, 1, signature);
        vm.expectRevert(_invalid(_ana));
        _registry.changeTier(DEPOSIT, _ana, 3, 2, signature);
        vm.expectRevert(_invalid(_ana));
        _registry.changeTier(SECOND, _ana, 3, 1, signature);
        vm.expectRevert(_invalid(_bako));
        _registry.changeTier(DEPOSIT, _bako, 3, 1, signature);
        _assertTier(DEPOSIT, _ana, false, 0, 0);
    }

    function test_contractAccountsAreAsked() public {
        address agreeing = address(new AgreeingWallet());
        _registry.withdraw(DEPOSIT, agreeing, hex"1234");
        _registry.changeTier(SECOND, agreeing, 3, 1, hex"1234");
        assert(_registry.isWithdrawn(DEPOSIT, agreeing));
        _assertTier(SECOND, agreeing, true, 3, 1);
        address refusing = address(new RefusingWallet());
        _refusesWithdrawal(refusing, hex"1234", _invalid(refusing));
        address reverting = address(new RevertingWallet());
        _refusesWithdrawal(reverting, hex"1234", _invalid(reverting));
    }

    function test_aContractAccountSeesTheDigestAndTheSignature() public {
        address exact = vm.addr(77);
        ExactWallet wallet = new ExactWallet(_withdrawalDigest(DEPOSIT, exact), hex"1234");
        vm.etch(exact, address(wallet).code);
        _refusesWithdrawal(exact, hex"1235", _invalid(exact));
        _registry.withdraw(DEPOSIT, exact, hex"1234");
    }

    /// Alone, a contract account may take as long as its relayer pays for.
    function test_aSlowContractAccountMayWithdrawAlone() public {
        address greedy = address(new GreedyWallet());
        _registry.withdraw(DEPOSIT, greedy, "");
        assert(_registry.isWithdrawn(DEPOSIT, greedy));
    }
}

contract ConsentHandler is TestBase {
    bytes32 private constant WITHDRAWAL = keccak256("Withdrawal(bytes32 deposit,address depositor)");
    bytes32 private constant TIER = keccak256("TierChange(bytes32 deposit,address depositor,uint8 tier,uint64 nonce)");
    bytes32 private constant DEPOSIT = bytes32(uint256(7));

    ConsentRegistry public registry = new ConsentRegistry(IIdentityRegistry(address(new Bindings())));
    bool public forged;
    bool public revived;
    bool public replayed;
    bool public withdrawn;
    uint64 public lastNonce;
    uint64 public changes;
    bytes32 public head;

    /// Key 1 is the depositor's; any other key is a stranger's.
    function withdraw(uint8 key, bool batch) external {
        if (key % 16 != 0) key = uint8(2 + (key % 5));
        else key = 1;
        bytes32 structHash = keccak256(abi.encode(WITHDRAWAL, DEPOSIT, vm.addr(1)));
        bytes memory signature = _sign(key, _domain("Tilth ConsentRegistry", address(registry)), structHash);
        if (!batch) {
            registry.withdraw(DEPOSIT, vm.addr(1), signature);
        } else {
            ConsentRegistry.Withdrawal[] memory items = new ConsentRegistry.Withdrawal[](2);
            items[0] = ConsentRegistry.Withdrawal(DEPOSIT, vm.addr(1), signature);
            items[1] = items[0];
            if (registry.withdrawMany(items) == 0) return;
        }
        if (key != 1) forged = true;
        if (withdrawn) revived = true;
        withdrawn = true;
        _follow(255);
    }

    function changeTier(uint8 key, uint8 tier, uint64 nonce, bool batch) external {
        key = 1 + (key % 2);
        nonce = 1 + (nonce % 20);
        tier %= 6;
        bytes32 structHash = keccak256(abi.encode(TIER, DEPOSIT, vm.addr(1), tier, nonce));
        bytes memory signature = _sign(key, _domain("Tilth ConsentRegistry", address(registry)), structHash);
        if (!batch) {
            registry.changeTier(DEPOSIT, vm.addr(1), tier, nonce, signature);
        } else {
            ConsentRegistry.TierChange[] memory items = new ConsentRegistry.TierChange[](2);
            items[0] = ConsentRegistry.TierChange(DEPOSIT, vm.addr(1), tier, nonce, signature);
            items[1] = items[0];
            if (registry.changeTierMany(items) == 0) return;
        }
        if (key != 1) forged = true;
        if (withdrawn) revived = true;
        if (nonce <= lastNonce) replayed = true;
        lastNonce = nonce;
        _follow(tier);
    }

    function wait(uint8 time) external {
        vm.warp(block.timestamp + (time % 25));
    }

    function _follow(uint8 code) private {
        head = keccak256(abi.encode(head, DEPOSIT, vm.addr(1), code));
        ++changes;
    }

    function stateAgrees() external view returns (bool) {
        (, uint8 tier) = registry.tierOf(DEPOSIT, vm.addr(1));
        (bytes32 isHead, uint64 isChanges) = registry.head();
        return
            registry.isWithdrawn(DEPOSIT, vm.addr(1)) == withdrawn &&
            registry.nonceOf(DEPOSIT, vm.addr(1)) == lastNonce &&
            isHead == head &&
            isChanges == changes &&
            registry.isFresh(head, 0) &&
            tier < 5;
    }
}

contract ConsentRegistryInvariantTest is TestBase {
    ConsentHandler private _handler;

    function setUp() public {
        _handler = new ConsentHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function invariant_onlyTheDepositorDecides() public view {
        assert(!_handler.forged());
    }

    function invariant_withdrawnIsForGood() public view {
        assert(!_handler.revived());
    }

    function invariant_noncesOnlyRiseAndTheHeadFollows() public view {
        assert(!_handler.replayed());
        assert(_handler.stateAgrees());
    }
}
