// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {CommonsPool} from "../../../contracts/commons/CommonsPool.sol";
import {IOperatorRegistry} from "../../../contracts/identity/IOperatorRegistry.sol";
import {PoolBase, PoolWallet} from "./PoolBase.sol";

/// @notice A contract account that never answers.
contract GasBurner {
    function isValidSignature(bytes32, bytes calldata) external pure returns (bytes4 magic) {
        for (uint256 i = 0; ; ++i) magic = bytes4(keccak256(abi.encode(magic, i)));
    }
}

/// @notice What members use, by vouchers.
contract CommonsVouchersTest is PoolBase {
    function setUp() public override {
        super.setUp();
        // Three quarters of it are the floors of both, and nothing is spare.
        _pledge(NORTH_ACCOUNT, 2_667);
    }

    function test_countsWhatIsNew() public {
        vm.expectEmit(address(pool));
        emit CommonsPool.AllotmentUsed(ANA, NORTH, 300, 300);
        _assertEq(_redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 300), ANA_KEY), 300);
        _assertEq(pool.available(ANA), 700);
        _assertEq(pool.redeemed(NORTH, ANA), 300);
        vm.expectEmit(address(pool));
        emit CommonsPool.AllotmentUsed(ANA, NORTH, 200, 500);
        _assertEq(_redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 500), ANA_KEY), 200);
        _assertEq(pool.available(ANA), 500);
        _assertEq(pool.available(BAKO), 1_000);
        _assertEq(pool.redeemed(NORTH, BAKO), 0);
    }

    function test_countsEachOperatorByItself() public {
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 300), ANA_KEY);
        _redeemAs(SOUTH_ACCOUNT, _voucher(ANA, SOUTH, 300), ANA_KEY);
        _assertEq(pool.available(ANA), 400);
        _assertEq(pool.redeemed(SOUTH, ANA), 300);
        _redeemAs(NORTH_ACCOUNT, _voucher(BAKO, NORTH, 1), BAKO_KEY);
        _assertEq(pool.available(BAKO), 999);
    }

    function test_costsNothingTwice() public {
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 300), ANA_KEY);
        _refuses(_voucher(ANA, NORTH, 300), ANA_KEY, CommonsPool.NothingToRedeem.selector);
        _refuses(_voucher(ANA, NORTH, 299), ANA_KEY, CommonsPool.NothingToRedeem.selector);
        _refuses(_voucher(BAKO, NORTH, 0), BAKO_KEY, CommonsPool.NothingToRedeem.selector);
        _assertEq(pool.available(ANA), 700);
    }

    function test_takesNoMoreThanIsLeft() public {
        _refuses(_voucher(ANA, NORTH, 1_001), ANA_KEY, CommonsPool.AllotmentExceeded.selector);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 1_000), ANA_KEY);
        _assertEq(pool.available(ANA), 0);
        _refuses(_voucher(ANA, NORTH, 1_001), ANA_KEY, CommonsPool.AllotmentExceeded.selector);
        vm.warp(START + 99);
        _assertEq(pool.available(ANA), 0);
        vm.warp(START + 100);
        _assertEq(pool.available(ANA), 1_000);
        _refuses(_voucher(ANA, NORTH, type(uint64).max), ANA_KEY, CommonsPool.AllotmentExceeded.selector);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 2_000), ANA_KEY);
        _assertEq(pool.available(ANA), 0);
    }

    function test_givesSavedDaysFromWhatIsSpareOnly() public {
        _assertEq(pool.available(ANA), 1_000);
        // 3,000 to give, of which 2,000 are floors.
        _pledge(NORTH_ACCOUNT, 4_000);
        _assertEq(pool.priorityCapacity(), 1_000);
        _assertEq(pool.available(ANA), 2_000);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 1_600), ANA_KEY);
        _assertEq(pool.priorityCapacity(), 400);
        _assertEq(pool.available(ANA), 400);
        _assertEq(pool.available(BAKO), 1_400);
        _redeemAs(NORTH_ACCOUNT, _voucher(BAKO, NORTH, 1_400), BAKO_KEY);
        _assertEq(pool.available(ANA), 0);
        vm.warp(START + 100);
        _assertEq(pool.available(ANA), 2_000);
    }

    function test_savesAPeriodAtMostAndEachUnusedDayOnce() public {
        _pledge(NORTH_ACCOUNT, 30_000);
        // Nine days are saved up beside today's right, and 10,000 in all.
        _assertEq(pool.available(ANA), 10_000);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 10_000), ANA_KEY);
        _assertEq(pool.available(ANA), 0);
        vm.warp(START + 100);
        _assertEq(pool.available(ANA), 1_000);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 10_400), ANA_KEY);
        vm.warp(START + 200);
        _assertEq(pool.available(ANA), 1_600);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 11_900), ANA_KEY);
        vm.warp(START + 300);
        _assertEq(pool.available(ANA), 1_100);
        _pledge(NORTH_ACCOUNT, 30_000);
        vm.warp(START + 1_500);
        _assertEq(pool.available(ANA), 10_000);
    }

    function test_shrinksForAllAlikeWhenCapacityIsShort() public {
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 300), ANA_KEY);
        members.roll().setTotal(6);
        vm.warp(block.timestamp + 1);
        // 2,667 for six, the reserve among them: 444 each.
        _assertEq(pool.available(BAKO), 444);
        _assertEq(pool.available(ANA), 144);
        _refuses(_voucher(ANA, NORTH, 501), ANA_KEY, CommonsPool.AllotmentExceeded.selector);
        _redeemAs(NORTH_ACCOUNT, _voucher(ANA, NORTH, 444), ANA_KEY);
        vm.warp(START + 100);
        _assertEq(pool.available(ANA), 444);
    }

    function test_aWalletThatBurnsGasCostsItsOwnVoucherOnly() public {
        members.setIdentity(3, address(new GasBurner()), 1, true);
        CommonsPool.Voucher[] memory vouchers = new CommonsPool.Voucher[](2);
        bytes[] memory signatures = new bytes[](2);
        (vouchers[0], signatures[0]) = (_voucher(3, NORTH, 10), "");
        vouchers[1] = _voucher(ANA, NORTH, 10);
        signatures[1] = _signed(vouchers[1], ANA_KEY);
        vm.prank(NORTH_ACCOUNT);
        // The burner may take 300,000 and no more, so that a million is enough for both.
        _assertEq(pool.redeemMany{gas: 1_000_000}(vouchers, signatures), 10);
        _assertEq(pool.redeemed(NORTH, ANA), 10);
    }

    function test_isForTheOperatorThatTheVoucherNames() public {
        CommonsPool.Voucher memory voucher = _voucher(ANA, NORTH, 300);
        bytes memory signature = _signed(voucher, ANA_KEY);
        _refuses(SOUTH_ACCOUNT, voucher, signature, CommonsPool.NotVoucherOperator.selector);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        this.redeemSigned(STRANGER, voucher, signature);
        members.setOperator(NORTH, NORTH_ACCOUNT, false);
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.OperatorInactive.selector, NORTH));
        this.redeemSigned(NORTH_ACCOUNT, voucher, signature);
        _assertEq(pool.available(ANA), 1_000);
    }

    function redeemSigned(address account, CommonsPool.Voucher memory voucher, bytes memory signature) external {
        _redeemSigned(account, voucher, signature);
    }

    function test_isSignedByTheMember() public {
        bytes4 refusal = CommonsPool.VoucherSignatureInvalid.selector;
        CommonsPool.Voucher memory voucher = _voucher(ANA, NORTH, 300);
        _refuses(voucher, BAKO_KEY, refusal);
        bytes[5] memory others = [
            _signed(_voucher(ANA, NORTH, 301), ANA_KEY),
            _signed(_voucher(ANA, SOUTH, 300), ANA_KEY),
            _signed(_voucher(BAKO, NORTH, 300), ANA_KEY),
            _signedAt(voucher, ANA_KEY, _domain("Tilth CommonsPool", address(this))),
            bytes("")
        ];
        for (uint256 i = 0; i < others.length; ++i) {
            _refuses(NORTH_ACCOUNT, voucher, others[i], refusal);
        }
    }

    function test_isBoundToTheChain() public {
        bytes memory signature = _signed(_voucher(ANA, NORTH, 300), ANA_KEY);
        vm.chainId(5);
        bytes4 refusal = CommonsPool.VoucherSignatureInvalid.selector;
        _refuses(NORTH_ACCOUNT, _voucher(ANA, NORTH, 300), signature, refusal);
    }

    function test_isSignedByContractAccountsToo() public {
        PoolWallet wallet = new PoolWallet(vm.addr(ANA_KEY));
        members.setIdentity(3, address(wallet), 1, true);
        _redeemAs(NORTH_ACCOUNT, _voucher(3, NORTH, 10), ANA_KEY);
        _assertEq(pool.available(3), 990);
        _refuses(_voucher(3, NORTH, 20), BAKO_KEY, CommonsPool.VoucherSignatureInvalid.selector);
    }

    function test_isForActivePersons() public {
        bytes4 refusal = CommonsPool.NotMember.selector;
        members.setIdentity(ANA, vm.addr(ANA_KEY), 1, false);
        _refuses(_voucher(ANA, NORTH, 1), ANA_KEY, refusal);
        members.setIdentity(ANA, vm.addr(ANA_KEY), 2, true);
        _refuses(_voucher(ANA, NORTH, 1), ANA_KEY, refusal);
        _refuses(_voucher(9, NORTH, 1), ANA_KEY, CommonsPool.NotMember.selector);
    }

    function test_takesABatchAndLeavesOutWhatFails() public {
        CommonsPool.Voucher[] memory vouchers = new CommonsPool.Voucher[](7);
        bytes[] memory signatures = new bytes[](7);
        vouchers[0] = _voucher(ANA, NORTH, 300);
        vouchers[1] = _voucher(ANA, NORTH, 300);
        vouchers[2] = _voucher(BAKO, NORTH, 400);
        vouchers[3] = _voucher(BAKO, SOUTH, 1);
        vouchers[4] = _voucher(9, NORTH, 1);
        vouchers[5] = _voucher(BAKO, NORTH, 1_401);
        vouchers[6] = _voucher(ANA, NORTH, 500);
        for (uint256 i = 0; i < 7; ++i) {
            signatures[i] = _signed(vouchers[i], vouchers[i].identityId == ANA ? ANA_KEY : BAKO_KEY);
        }
        signatures[6] = "";

        vm.expectEmit(address(pool));
        emit CommonsPool.AllotmentUsed(ANA, NORTH, 300, 300);
        vm.expectEmit(address(pool));
        emit CommonsPool.VoucherSkipped(ANA, NORTH, CommonsPool.NothingToRedeem.selector);
        vm.expectEmit(address(pool));
        emit CommonsPool.AllotmentUsed(BAKO, NORTH, 400, 400);
        vm.expectEmit(address(pool));
        emit CommonsPool.VoucherSkipped(BAKO, SOUTH, CommonsPool.NotVoucherOperator.selector);
        vm.expectEmit(address(pool));
        emit CommonsPool.VoucherSkipped(9, NORTH, CommonsPool.NotMember.selector);
        vm.expectEmit(address(pool));
        emit CommonsPool.VoucherSkipped(BAKO, NORTH, CommonsPool.AllotmentExceeded.selector);
        vm.expectEmit(address(pool));
        emit CommonsPool.VoucherSkipped(ANA, NORTH, CommonsPool.VoucherSignatureInvalid.selector);
        vm.prank(NORTH_ACCOUNT);
        _assertEq(pool.redeemMany(vouchers, signatures), 700);
        _assertEq(pool.available(ANA), 700);
        _assertEq(pool.available(BAKO), 600);
        _assertEq(pool.redeemed(NORTH, BAKO), 400);
    }

    function test_refusesABatchThatDoesNotMatchOrHasNoOperator() public {
        vm.expectRevert(abi.encodeWithSelector(CommonsPool.LengthMismatch.selector, 1, 2));
        vm.prank(NORTH_ACCOUNT);
        pool.redeemMany(new CommonsPool.Voucher[](1), new bytes[](2));
        vm.expectRevert(abi.encodeWithSelector(IOperatorRegistry.NotOperator.selector, STRANGER));
        vm.prank(STRANGER);
        pool.redeemMany(new CommonsPool.Voucher[](0), new bytes[](0));
        vm.prank(NORTH_ACCOUNT);
        _assertEq(pool.redeemMany(new CommonsPool.Voucher[](0), new bytes[](0)), 0);
    }

    function test_announcesItsDomain() public view {
        (, string memory name, string memory version, uint256 chain, address at, , ) = pool.eip712Domain();
        assert(keccak256(bytes(name)) == keccak256("Tilth CommonsPool"));
        assert(keccak256(bytes(version)) == keccak256("1"));
        assert(chain == block.chainid && at == address(pool));
    }

    function _refuses(CommonsPool.Voucher memory voucher, uint256 key, bytes4 reason) private {
        _refuses(NORTH_ACCOUNT, voucher, _signed(voucher, key), reason);
    }
}
